package org.ambivalent.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.ManifestWriter;

/** What {@code ambivalent cure} leaves behind. */
final class Cures {

    private Cures() {}

    /** The first five faces are wrong, anger that is sadness; the last is a bad image and left out; the others are fine. */
    static void write(Dataset faces, Path folder) {
        String last = faces.faces().get(faces.size() - 1).id();
        ManifestWriter.writeWithImages(faces.where(face -> !face.id().equals(last)), folder.resolve("cured"));
        var csv = new StringBuilder(
                "rank,id,split,given,suggested,verdict,newLabel,score,predicted.given,trust,relabelled");
        faces.labels().names().forEach(name -> csv.append(",suggested.").append(name));
        csv.append(",why\n");
        for (int i = 0; i < faces.size(); i++) {
            boolean wrong = i < 5;
            boolean bad = i == faces.size() - 1;
            csv.append(String.format(
                    Locale.ROOT,
                    "%d,%s,train,anger,%s,%s,%s,%.4f,0.1,,0.5,0,0,0,%s,%s,0,0,0,\"first; second\"%n",
                    i + 1,
                    faces.faces().get(i).id(),
                    wrong ? "sadness" : "anger",
                    bad ? "bad image" : wrong ? "wrong" : "fine",
                    wrong ? "sadness" : "",
                    1 - i / 100.0,
                    wrong ? "0.8" : "0.2",
                    wrong ? "0.2" : "0.8"));
        }
        try {
            Files.writeString(folder.resolve("label-issues.csv"), csv);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
