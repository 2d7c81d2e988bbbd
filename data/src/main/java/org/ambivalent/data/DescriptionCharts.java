package org.ambivalent.data;

import static org.ambivalent.data.Markup.escape;
import static org.ambivalent.data.Markup.fill;
import static org.ambivalent.data.Svg.MARGIN;
import static org.ambivalent.data.Svg.SIDE;
import static org.ambivalent.data.Svg.WIDTH;
import static org.ambivalent.data.Svg.line;
import static org.ambivalent.data.Svg.plotArea;
import static org.ambivalent.data.Svg.rect;
import static org.ambivalent.data.Svg.svg;
import static org.ambivalent.data.Svg.text;
import static org.ambivalent.data.Svg.vertical;
import static org.ambivalent.data.Svg.xTicks;

import java.util.List;
import java.util.SplittableRandom;
import org.ambivalent.core.LabelSet;

/** The drawings of a dataset's description. */
final class DescriptionCharts {

    /** So many dots show how faces lie; more of them only cover each other. */
    private static final int MOST_DOTS = 2500;

    private static final long SEED = 1;

    /** Height of the histogram. */
    private static final int HEIGHT = 150;

    private DescriptionCharts() {}

    /** How many faces have each emotion: a bar for the majority, and below it one for most votes where there are votes. */
    static String emotions(LabelSet labels, SplitDescription split, boolean voted) {
        int most = Math.max(
                1,
                split.all().emotions().stream()
                        .mapToInt(Integer::intValue)
                        .max()
                        .orElse(1));
        int row = voted ? 30 : 22;
        double width = WIDTH - 82 - 62;
        var rows = new StringBuilder();
        for (int k = 0; k < labels.size(); k++) {
            int y = row * k;
            int majority = split.majority().emotions().get(k);
            int all = split.all().emotions().get(k);
            rows.append("<g><title>")
                    .append(escape(labels.name(k)))
                    .append(fill(": %,d of %,d faces", all, split.faces()))
                    .append("</title>")
                    .append(text(76, y + row / 2.0 + 4, "end", "", shorten(labels.name(k))))
                    .append(rect("model", 82, y + 3, width * majority / most, voted ? 11 : 15));
            if (voted) {
                rows.append(rect("people", 82, y + 15, width * all / most, 11));
                rows.append(text(86 + width * majority / most, y + 12, "start", "faint", Markup.count(majority)));
                rows.append(text(86 + width * all / most, y + 24, "start", "faint", Markup.count(all)));
            } else {
                rows.append(text(86 + width * all / most, y + 15, "start", "faint", Markup.count(all)));
            }
            rows.append("</g>");
        }
        return svg(WIDTH, row * labels.size(), split.name() + ": " + inWords(labels, split), rows.toString());
    }

    private static String inWords(LabelSet labels, SplitDescription split) {
        var words = new StringBuilder();
        for (int k = 0; k < labels.size(); k++) {
            words.append(k == 0 ? "" : ", ")
                    .append(labels.name(k))
                    .append(' ')
                    .append(split.all().emotions().get(k));
        }
        return words.toString();
    }

    private static String shorten(String name) {
        return name.length() <= 12 ? name : name.substring(0, 11) + "\u2026";
    }

    /** How many faces people disagree about how much. */
    static String entropies(VoteEntropies entropies, int classes, String name) {
        int most =
                entropies.histogram().stream().mapToInt(Integer::intValue).max().orElse(1);
        double bin = (double) SIDE / VoteEntropies.BINS;
        double wide = Math.log(classes);
        var body = new StringBuilder(line("axis", MARGIN, HEIGHT + 10, MARGIN + SIDE, HEIGHT + 10));
        for (int k = 0; k < VoteEntropies.BINS; k++) {
            int count = entropies.histogram().get(k);
            double height = (double) HEIGHT * count / Math.max(1, most);
            body.append("<g><title>")
                    .append(fill(
                            "%.2f to %.2f nats: %s",
                            wide * k / VoteEntropies.BINS, wide * (k + 1) / VoteEntropies.BINS, Markup.faces(count)))
                    .append("</title>")
                    .append(rect("people", MARGIN + bin * k + 1, HEIGHT + 10 - height, bin - 2, height))
                    .append("</g>");
        }
        double mean = MARGIN + SIDE * entropies.mean() / wide;
        String ticks = xTicks(HEIGHT + 26, "0", fill("%.2f", wide / 2), fill("%.2f", wide));
        return svg(
                WIDTH,
                HEIGHT + 52,
                fill(
                        "Vote entropy of %s: mean %.2f nats, median %.2f, of %s",
                        name, entropies.mean(), entropies.median(), Markup.faces(entropies.faces())),
                body
                        + line("ideal", mean, 10, mean, HEIGHT + 10)
                        + text(MARGIN - 6, 18, "end", "faint", Markup.count(most))
                        + text(MARGIN - 6, HEIGHT + 12, "end", "faint", "0")
                        + ticks
                        + text(MARGIN + SIDE / 2.0, HEIGHT + 44, "middle", "", "vote entropy, nats"));
    }

    /** Faces that lie in the plane of valence and arousal and have an emotion. */
    static List<Face> drawn(List<Face> faces, LabelSet labels) {
        return faces.stream()
                .filter(face -> face.valenceArousal() != null)
                .filter(face -> Protocol.ALL_VOTES.target(face, labels.size()).isPresent())
                .toList();
    }

    /** Faces in the plane of valence and arousal, each a dot of its emotion's colour, and the mean of each emotion. */
    static String plane(List<Face> faces, LabelSet labels) {
        var placed = drawn(faces, labels);
        var body = new StringBuilder(plotArea("-1", "0", "1"));
        body.append(fill(
                "<circle class=\"ideal\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>",
                MARGIN + SIDE / 2.0, 10 + SIDE / 2.0, SIDE / 2.0));
        var random = new SplittableRandom(SEED);
        double chance = (double) MOST_DOTS / Math.max(1, placed.size());
        for (Face face : placed) {
            var place = face.valenceArousal();
            if (place != null && random.nextDouble() < chance) {
                body.append(dot(place, emotion(face, labels), 2.2, "dot"));
            }
        }
        for (int k = 0; k < labels.size(); k++) {
            body.append(mean(placed, labels, k));
        }
        return svg(
                WIDTH,
                SIDE + 10 + MARGIN,
                "Faces in the plane of valence and arousal, coloured by emotion",
                body
                        + xTicks(SIDE + 25, "-1", "0", "1")
                        + text(MARGIN + SIDE / 2.0, SIDE + 44, "middle", "", "valence: unpleasant to pleasant")
                        + vertical("arousal: calm to excited"));
    }

    private static int emotion(Face face, LabelSet labels) {
        return Protocol.ALL_VOTES.target(face, labels.size()).orElseThrow().label();
    }

    private static String mean(List<Face> placed, LabelSet labels, int emotion) {
        double valence = 0;
        double arousal = 0;
        int count = 0;
        for (Face face : placed) {
            var place = face.valenceArousal();
            if (place != null && emotion(face, labels) == emotion) {
                valence += place.valence();
                arousal += place.arousal();
                count++;
            }
        }
        if (count == 0) {
            return "";
        }
        var mean = new ValenceArousal(valence / count, arousal / count);
        String title = fill(
                "<title>%s: %s, mean valence %.2f, arousal %.2f</title>",
                escape(labels.name(emotion)), Markup.faces(count), mean.valence(), mean.arousal());
        return "<g>" + title + dot(mean, emotion, 6, "mean")
                + text(x(mean), y(mean) - 10, "middle", "halo", labels.name(emotion)) + "</g>";
    }

    private static String dot(ValenceArousal place, int emotion, double radius, String style) {
        return fill(
                "<circle class=\"%s emotion%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>",
                style, emotion % 8, x(place), y(place), radius);
    }

    private static double x(ValenceArousal place) {
        return MARGIN + SIDE * (1 + place.valence()) / 2;
    }

    private static double y(ValenceArousal place) {
        return 10 + SIDE * (1 - place.arousal()) / 2;
    }
}
