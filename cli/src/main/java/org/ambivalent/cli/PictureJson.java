package org.ambivalent.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import org.ambivalent.decide.Decisions;
import org.ambivalent.predict.PredictionJson;

/** One JSON array, with a picture on each line. The keys are documented in docs/predict.md. */
final class PictureJson implements PictureWriter {

    private final PrintWriter out;
    private final Decisions decisions;
    private boolean first = true;

    PictureJson(PrintWriter out, Decisions decisions) {
        this.out = out;
        this.decisions = decisions;
    }

    @Override
    public void write(PictureResult picture) {
        var json = new LinkedHashMap<String, Object>();
        json.put("file", picture.file().toString());
        json.put("width", picture.width());
        json.put("height", picture.height());
        json.put(
                "faces",
                picture.faces().stream()
                        .map(face -> PredictionJson.face(face, decisions))
                        .toList());
        out.print((first ? "[\n" : ",\n") + Json.line(json));
        out.flush();
        first = false;
    }

    @Override
    public void close() {
        out.println(first ? "[]" : "\n]");
    }
}
