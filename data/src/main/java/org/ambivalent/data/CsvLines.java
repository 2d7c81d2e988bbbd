package org.ambivalent.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.ambivalent.core.BadInputException;

/** Reads CSV files in UTF-8, with or without a byte order mark, whose blank lines do not count. */
final class CsvLines {

    private CsvLines() {}

    /** All records, of any number of fields each. */
    static List<CsvRecord> read(Path file) {
        var records = new ArrayList<CsvRecord>();
        forEach(file, records::add);
        return records;
    }

    /** The same one after another, for files that are too large to hold. */
    static void forEach(Path file, Consumer<CsvRecord> action) {
        any(file, record -> {
            action.accept(record);
            return false;
        });
    }

    /** Whether a record meets a condition; none after it is read. */
    static boolean any(Path file, Predicate<CsvRecord> condition) {
        String name = Sources.name(file);
        try (var csv = open(file)) {
            boolean isEmpty = true;
            for (var record : csv) {
                if (!isBlank(record)) {
                    isEmpty = false;
                    if (condition.test(record)) {
                        return true;
                    }
                }
            }
            if (isEmpty) {
                throw new BadInputException(name + ": is empty. Copy it again.");
            }
            return false;
        } catch (CsvParseException e) {
            throw new BadInputException(
                    name + ": is not a CSV file (" + e.getMessage() + "). Check its quotation marks.", e);
        } catch (IOException | UncheckedIOException e) {
            throw new BadInputException(name + ": cannot be read (" + e.getMessage() + "). Check its rights.", e);
        }
    }

    /** A space or a tab alone is no field. */
    private static boolean isBlank(CsvRecord record) {
        return record.getFieldCount() == 1 && record.getField(0).isBlank();
    }

    /** All records but the first, the header. */
    static void forEachRow(Path file, Consumer<CsvRecord> action) {
        var rows = new Consumer<CsvRecord>() {
            private boolean begun;

            @Override
            public void accept(CsvRecord line) {
                if (begun) {
                    action.accept(line);
                }
                begun = true;
            }
        };
        forEach(file, rows);
    }

    /** The fields of the first record in lower case, without the space around them; none if it cannot be read. */
    static List<String> header(Path file) {
        try (var csv = open(file)) {
            var records = csv.iterator();
            return records.hasNext() ? header(records.next()) : List.of();
        } catch (CsvParseException | IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /** The fields of a record in lower case, without the space around them. */
    static List<String> header(CsvRecord record) {
        return record.getFields().stream()
                .map(field -> field.strip().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static CsvReader<CsvRecord> open(Path file) throws IOException {
        return CsvReader.builder()
                .detectBomHeader(true)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(new BufferedInputStream(Files.newInputStream(file)));
    }
}
