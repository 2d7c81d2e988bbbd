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
import java.util.List;
import org.ambivalent.core.BadInputException;

/** Reads CSV files in UTF-8, with or without a byte order mark, whose empty lines do not count. */
final class CsvLines {

    private CsvLines() {}

    /** All records, of any number of fields each. */
    static List<CsvRecord> read(Path file) {
        String name = Sources.name(file);
        try (var in = new BufferedInputStream(Files.newInputStream(file));
                var csv = CsvReader.builder()
                        .detectBomHeader(true)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .ofCsvRecord(in)) {
            List<CsvRecord> records = csv.stream().toList();
            if (records.isEmpty()) {
                throw new BadInputException(name + ": is empty. Copy it again.");
            }
            return records;
        } catch (CsvParseException e) {
            throw new BadInputException(
                    name + ": is not a CSV file (" + e.getMessage() + "). Check its quotation marks.", e);
        } catch (IOException | UncheckedIOException e) {
            throw new BadInputException(name + ": cannot be read (" + e.getMessage() + "). Check its rights.", e);
        }
    }
}
