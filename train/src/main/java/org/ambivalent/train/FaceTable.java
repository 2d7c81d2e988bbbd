package org.ambivalent.train;

import java.util.List;

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
}
