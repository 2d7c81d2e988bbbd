package org.ambivalent.train;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.data.AtomicFiles;

/**
 * What a training says about its faces: a CSV file of the run folder.
 *
 * @param file its name
 * @param header one name a column
 * @param rows as wide as the header
 */
public record FaceTable(String file, List<String> header, List<List<String>> rows) {

    public FaceTable {
        header = List.copyOf(header);
        rows = List.copyOf(rows);
        for (var row : rows) {
            if (row.size() != header.size()) {
                throw new IllegalArgumentException(file + ": a row of " + row.size() + " under " + header);
            }
        }
    }

    /** Writes it, whole or not at all. */
    void write(Path path) {
        var text = new StringWriter();
        try (var csv = CsvWriter.builder().build(text)) {
            csv.writeRecord(header);
            rows.forEach(csv::writeRecord);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AtomicFiles.write(path, text.toString());
    }

    /** Reads back what a run wrote. */
    static FaceTable read(Path path) {
        var lines = new ArrayList<List<String>>();
        try (var csv = CsvReader.builder().ofCsvRecord(path)) {
            csv.forEach(line -> lines.add(line.getFields()));
            return new FaceTable(path.getFileName().toString(), lines.get(0), lines.subList(1, lines.size()));
        } catch (IOException | RuntimeException e) {
            throw new BadInputException(
                    path + ": is no table of a run (" + e.getMessage() + "). Train the run again.", e);
        }
    }

    /** Each row by the names of its columns. */
    List<Row> byName() {
        return rows.stream().map(cells -> new Row(header, cells)).toList();
    }

    /** One row, whose cells are found by the names of their columns. */
    record Row(List<String> header, List<String> cells) {

        String get(String column) {
            int index = header.indexOf(column);
            if (index < 0) {
                throw new BadInputException("There is no column " + column + " among " + header
                        + ". The table was written by another version: train the run again.");
            }
            return cells.get(index);
        }
    }
}
