package org.ambivalent.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ambivalent.core.Decision;
import org.ambivalent.core.Doubt;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.PredictionSet;
import org.ambivalent.predict.FacePrediction;

/** A table for people: a row for each face. */
final class PictureTable implements PictureWriter {

    /** Less than this is not worth a name beside the top emotion. */
    private static final double WORTH_NAMING = 0.1;

    private static final int OTHERS = 2;
    private static final String ABSTAINS = "abstains";
    private static final int BAR = 16;
    private static final int BOX = 18;
    private static final int MAX_FILE = 60;

    private final Terminal terminal;
    private final int fileWidth;
    private final int emotionWidth;
    private boolean first = true;

    /** A table for these files, whose names decide the width of the first column. */
    PictureTable(Terminal terminal, List<Path> files, LabelSet labels) {
        this.terminal = terminal;
        this.fileWidth = widest(files.stream().map(Path::toString).toList(), "file");
        this.emotionWidth = widest(labels.names(), ABSTAINS);
    }

    private static int widest(List<String> texts, String title) {
        int widest = texts.stream().mapToInt(String::length).max().orElse(0);
        return Math.min(MAX_FILE, Math.max(title.length(), widest));
    }

    @Override
    public void write(PictureResult picture) {
        for (var face : picture.faces()) {
            if (first) {
                terminal.out()
                        .println(terminal.bold(row("file", "box", "emotion", "prob.", "entropy", "distribution")));
                first = false;
            }
            terminal.out().println(row(shortened(picture.file().toString()), face));
        }
        terminal.out().flush();
    }

    private String row(String file, FacePrediction face) {
        var prediction = face.prediction();
        return row(
                file,
                face.box().toString(),
                prediction.abstains() ? ABSTAINS : face.emotion(),
                percent(face.distribution().confidence()),
                String.format(Locale.ROOT, "%.2f", face.distribution().entropy()),
                bar(prediction) + notes(prediction));
    }

    private String row(String file, String box, String emotion, String probability, String entropy, String bar) {
        String format = "%-" + fileWidth + "s  %-" + BOX + "s %-" + emotionWidth + "s  %5s  %7s  %s";
        return String.format(Locale.ROOT, format, file, box, emotion, probability, entropy, bar)
                .stripTrailing();
    }

    /** The end of a long name tells more than its beginning. */
    private String shortened(String file) {
        return file.length() <= fileWidth ? file : "..." + file.substring(file.length() - fileWidth + 3);
    }

    private static String percent(double probability) {
        return Math.round(100 * probability) + " %";
    }

    /** The shares of the first, second and third emotion and of the rest, each in its own shade. */
    private String bar(Prediction prediction) {
        String shades = terminal.unicode() ? "\u2588\u2593\u2592\u2591" : "#=-.";
        var ranked = ranked(prediction);
        var bar = new StringBuilder();
        int rank = 0;
        double end = prediction.distribution().probability(ranked.get(0));
        for (int cell = 0; cell < BAR; cell++) {
            while ((cell + 0.5) / BAR > end && rank < ranked.size() - 1) {
                end += prediction.distribution().probability(ranked.get(++rank));
            }
            bar.append(shades.charAt(Math.min(rank, shades.length() - 1)));
        }
        return bar.toString();
    }

    /** What else is possible, and why the model is in doubt if it is. */
    private String notes(Prediction prediction) {
        var notes = new ArrayList<String>();
        add(notes, possible(prediction));
        if (prediction.doubt() != Doubt.NONE) {
            notes.add(prediction.doubt().sentence());
        } else if (prediction.abstains()) {
            notes.add("not sure enough");
        }
        return notes.isEmpty() ? "" : "  " + terminal.faint(String.join("; ", notes));
    }

    private static void add(List<String> notes, String note) {
        if (!note.isEmpty()) {
            notes.add(note);
        }
    }

    /** The set if the model was calibrated for sets; otherwise what comes next, if it is worth a name. */
    private static String possible(Prediction prediction) {
        return prediction
                .decision()
                .flatMap(Decision::set)
                .map(set -> alternatives(set, prediction))
                .orElseGet(() -> others(prediction));
    }

    private static String alternatives(PredictionSet set, Prediction prediction) {
        if (set.size() == 0) {
            return "no emotion fits";
        }
        int top = prediction.distribution().top();
        if (set.size() == 1) {
            return set.contains(top) ? "" : "only " + named(set, prediction);
        }
        if (set.size() == set.emotions()) {
            return "any emotion";
        }
        return named(set, prediction);
    }

    private static String named(PredictionSet set, Prediction prediction) {
        return ranked(prediction).stream()
                .filter(set::contains)
                .map(prediction.labels()::name)
                .collect(Collectors.joining(" or "));
    }

    private static String others(Prediction prediction) {
        String named = ranked(prediction).stream()
                .skip(1)
                .limit(OTHERS)
                .filter(k -> prediction.distribution().probability(k) >= WORTH_NAMING)
                .map(k -> prediction.labels().name(k) + " "
                        + percent(prediction.distribution().probability(k)))
                .collect(Collectors.joining(", "));
        return named.isEmpty() ? "" : "also " + named;
    }

    private static List<Integer> ranked(Prediction prediction) {
        var distribution = prediction.distribution();
        return IntStream.range(0, distribution.size())
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -distribution.probability(k)))
                .toList();
    }
}
