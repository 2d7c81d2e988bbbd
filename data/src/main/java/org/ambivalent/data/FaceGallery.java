package org.ambivalent.data;

import static org.ambivalent.data.Markup.escape;
import static org.ambivalent.data.Markup.fill;
import static org.ambivalent.data.Markup.percent;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.PredictionSet;

/** Faces of a report: what the model says of each beside what people say, or what is true where that is known. */
final class FaceGallery {

    private static final int MOST_AMBIGUOUS = 12;

    private static final int DRAWN = 12;

    private static final int ROWS_OF_FOUR = 8;

    private final LabelSet labels;
    private final FaceImages images;

    /** The highest predicted entropy first. */
    private final List<ScoredFace> faces;

    /** At random, the same for every model. */
    private final List<ScoredFace> drawn;

    /** Whether doubt has two parts. */
    private final boolean twoParts;

    /** Of faces that count, in the order of the dataset. */
    FaceGallery(Dataset dataset, List<ScoredFace> counted) {
        this.labels = dataset.labels();
        this.images = dataset.images();
        this.faces = descending(
                counted, Comparator.comparingDouble(face -> face.predicted().entropy()));
        this.drawn = drawn(counted);
        this.twoParts =
                faces.stream().anyMatch(face -> face.prediction().uncertainty().epistemic() > 0);
    }

    private static List<ScoredFace> drawn(List<ScoredFace> counted) {
        var shuffled = new ArrayList<>(counted);
        Collections.shuffle(shuffled, Seeds.random(0, "gallery", 0));
        return List.copyOf(first(shuffled, DRAWN));
    }

    private static List<ScoredFace> descending(List<ScoredFace> faces, Comparator<ScoredFace> order) {
        return faces.stream().sorted(order.reversed()).toList();
    }

    /** What the model is like on the usual face, neither its best nor its worst; nothing if every face is shown anyway. */
    String drawn() {
        return faces.size() <= MOST_AMBIGUOUS
                ? ""
                : gallery(
                        "Faces drawn at random",
                        "Of all " + Markup.count(faces.size()) + ", the same in every report on this dataset.",
                        drawn);
    }

    /** The faces of most doubt, of each kind that the model tells apart. */
    String mostAmbiguous() {
        if (!twoParts) {
            return gallery(
                    "The most ambiguous faces",
                    "The faces with the highest predicted entropy, of all " + Markup.count(faces.size()) + ".",
                    first(faces, MOST_AMBIGUOUS));
        }
        return gallery(
                        "Faces it thinks people disagree about",
                        "The faces of most aleatoric doubt: every sample of the model is undecided in the same way.",
                        first(
                                descending(faces, Comparator.comparingDouble(face -> face.prediction()
                                        .uncertainty()
                                        .aleatoric())),
                                ROWS_OF_FOUR))
                + gallery(
                        "Faces it cannot tell itself",
                        "The faces of most epistemic doubt: samples of the model contradict each other, as they do where"
                                + " it has learned little.",
                        first(
                                descending(faces, Comparator.comparingDouble(face -> face.prediction()
                                        .uncertainty()
                                        .epistemic())),
                                ROWS_OF_FOUR));
    }

    /** Fewer than the most ambiguous ones, since certain faces look alike, and none that is among those. */
    String leastAmbiguous() {
        int shown = Math.min(ROWS_OF_FOUR, Math.max(0, faces.size() - MOST_AMBIGUOUS));
        var least = IntStream.range(0, shown)
                .mapToObj(k -> faces.get(faces.size() - 1 - k))
                .toList();
        return gallery(
                "The least ambiguous faces", "The faces with the lowest predicted entropy, the lowest first.", least);
    }

    /** Faces the model abstained from, at even distances from those it nearly answered to those it doubts most. */
    String abstained() {
        var declined = faces.stream()
                .filter(face -> face.isDecided() && face.decision().abstains())
                .sorted(Comparator.comparingDouble(face -> -face.predicted().confidence()))
                .toList();
        return gallery(
                "Faces it declines to answer",
                spread(declined, ROWS_OF_FOUR).size() + " of " + Markup.faces(declined.size())
                        + ", from those it nearly answered to those it doubts most.",
                spread(declined, ROWS_OF_FOUR));
    }

    private static List<ScoredFace> first(List<ScoredFace> faces, int count) {
        return faces.subList(0, Math.min(count, faces.size()));
    }

    /** {@code count} faces at even distances, the first and the last among them; all if there are no more. */
    private static List<ScoredFace> spread(List<ScoredFace> all, int count) {
        return all.size() <= count
                ? all
                : IntStream.range(0, count)
                        .mapToObj(k -> all.get(k * (all.size() - 1) / (count - 1)))
                        .toList();
    }

    /** Nothing if there are no faces. */
    private String gallery(String title, String note, List<ScoredFace> chosen) {
        if (chosen.isEmpty()) {
            return "";
        }
        return Page.section(
                title,
                "<p>" + escape(note) + " <span class=\"key model\"></span>predicted <span class=\"key people\"></span>"
                        + referenceName(chosen.get(0)) + "</p>\n"
                        + chosen.stream()
                                .map(this::card)
                                .collect(Collectors.joining("", "<ul class=\"faces\">", "</ul>")));
    }

    private String card(ScoredFace shown) {
        var predicted = shown.predicted();
        return """
                <li><div class="face"><img src="%s" alt="Face %s"/><div><h3>%s %s</h3>\
                <small class="muted">entropy %s, %s %s nats%s</small></div></div>%s</li>
                """.formatted(
                        Page.dataUri(images, shown.index()),
                        escape(shown.face().id()),
                        escape(labels.name(predicted.top())),
                        percent(predicted.confidence()),
                        fill("%.2f", predicted.entropy()),
                        referenceName(shown),
                        fill("%.2f", shown.reference().entropy()),
                        parts(shown) + decision(shown),
                        Charts.pairedBars(labels, "predicted", predicted, referenceName(shown), shown.reference()));
    }

    private String parts(ScoredFace shown) {
        var uncertainty = shown.prediction().uncertainty();
        return twoParts
                ? fill("<br/>aleatoric %.2f, epistemic %.2f", uncertainty.aleatoric(), uncertainty.epistemic())
                : "";
    }

    private String decision(ScoredFace shown) {
        if (!shown.isDecided()) {
            return "";
        }
        var decision = shown.decision();
        var words = new ArrayList<String>();
        if (decision.unfamiliar()) {
            words.add("unfamiliar");
        }
        if (decision.abstains()) {
            words.add("declines");
        }
        decision.set().ifPresent(set -> words.add("set: " + names(set)));
        return words.isEmpty() ? "" : "<br/>" + escape(String.join(", ", words));
    }

    private String names(PredictionSet set) {
        return set.size() == 0 ? "none" : set.members().mapToObj(labels::name).collect(Collectors.joining(" or "));
    }

    private static String referenceName(ScoredFace shown) {
        return shown.face().truth() != null ? "truth" : shown.face().hasVotes() ? "people" : "label";
    }
}
