package org.ambivalent.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.ambivalent.core.Decision;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.PredictionSet;
import org.ambivalent.decide.Decisions;
import org.ambivalent.predict.FacePrediction;
import org.ambivalent.predict.PredictionJson;
import org.ambivalent.predict.Reason;

/** A row for each face, with a column for each emotion; a picture without a face has no row. */
final class PictureCsv implements PictureWriter {

    private static final List<String> COLUMNS = List.of(
            "file",
            "x",
            "y",
            "width",
            "height",
            "emotion",
            "probability",
            "entropy",
            "aleatoric",
            "epistemic",
            "importance",
            "doubt",
            "set",
            "abstains",
            "unfamiliarity",
            "doubtScore",
            "reason");

    private final CsvWriter csv;
    private final PrintWriter out;
    private final Decisions decisions;

    PictureCsv(PrintWriter out, LabelSet labels, Decisions decisions) {
        this.out = out;
        this.decisions = decisions;
        // Without a buffer of its own: rows reach the reader as soon as they are flushed below.
        this.csv = CsvWriter.builder().bufferSize(0).build(out);
        var header = new ArrayList<>(COLUMNS);
        header.addAll(labels.names());
        csv.writeRecord(header);
    }

    @Override
    public void write(PictureResult picture) {
        for (var face : picture.faces()) {
            csv.writeRecord(row(picture.file().toString(), face));
        }
        out.flush();
    }

    private List<String> row(String file, FacePrediction face) {
        var box = face.box();
        var row = new ArrayList<String>();
        row.add(file);
        for (int number : new int[] {box.x(), box.y(), box.width(), box.height()}) {
            row.add(Integer.toString(number));
        }
        row.add(face.emotion());
        row.add(number(face.distribution().confidence()));
        row.add(number(face.distribution().entropy()));
        row.add(number(face.uncertainty().aleatoric()));
        row.add(number(face.uncertainty().epistemic()));
        var prediction = face.prediction();
        row.add(number(prediction.importance()));
        row.add(prediction.doubt().name().toLowerCase(Locale.ROOT));
        row.add(prediction
                .decision()
                .flatMap(Decision::set)
                .map(set -> names(set, prediction.labels()))
                .orElse(""));
        row.add(prediction
                .decision()
                .map(Decision::abstains)
                .map(String::valueOf)
                .orElse(""));
        row.add(number(prediction.unfamiliarity()));
        double doubt = Decisions.doubt(prediction);
        row.add(Double.toString(doubt));
        row.add(Reason.of(prediction, decisions, doubt));
        for (double probability : face.distribution().toArray()) {
            row.add(number(probability));
        }
        return row;
    }

    private static String names(PredictionSet set, LabelSet labels) {
        return set.members().mapToObj(labels::name).collect(Collectors.joining(","));
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : "";
    }

    private static String number(double value) {
        return Double.toString(PredictionJson.rounded(value));
    }

    @Override
    public void close() {
        out.flush();
    }
}
