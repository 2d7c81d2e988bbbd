package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.train.Trial.Part;
import org.jspecify.annotations.Nullable;

/** Trained on one dataset, tested on another: the crowd's majorities, FER2013's own labels, and sampled faces. */
final class CrossDataset implements Experiment {

    private static final List<String> OBJECTIVES =
            List.of("majority", "self-cure", "forward-correction", "neighbours:form=own");
    private static final List<String> DATASETS = List.of(Elsewhere.VOTES, Elsewhere.OWN_LABELS, Elsewhere.SAMPLED);

    /** What is trained on, and how. */
    private record Row(String dataset, Trial trial) {}

    @Override
    public String name() {
        return "cross-dataset";
    }

    @Override
    public String question() {
        return "Does what is learned on one dataset hold on another? Labels, or the faces themselves, are others.";
    }

    private static List<Row> rows(Recipe recipe) {
        var rows = new ArrayList<Row>();
        for (String objective : OBJECTIVES) {
            rows.add(new Row("FER+ majorities", NoisyTrials.symmetric(recipe, objective, 0, 1)));
            rows.add(new Row("FER2013's own labels", NoisyTrials.original(recipe, objective, 1)));
            rows.add(new Row("sampled faces", sampled(recipe, objective)));
        }
        return rows;
    }

    private static Trial sampled(Recipe recipe, String objective) {
        var settings = recipe.settings()
                .objective(objective)
                .labels(GivenLabels.MAJORITY)
                .augmentation(recipe.augmentation().unmirrored())
                .seed(1)
                .build();
        return new Trial(objective + ", sampled faces", settings, Part.SAMPLED, null);
    }

    @Override
    public List<Trial> trials(Recipe recipe) {
        return rows(recipe).stream().map(Row::trial).toList();
    }

    @Override
    public Set<Finding> findings() {
        return Set.of(Finding.ELSEWHERE);
    }

    @Override
    public String page(Recipe recipe, Outcomes outcomes) {
        var page = new StringBuilder(NoisyTrials.preamble(this, recipe, outcomes));
        page.append(
                "Accuracy, %, with 95 % bootstrap intervals, and behind a stroke the Jensen-Shannon divergence from the votes"
                        + " where there are votes; on the emotions that all three know (FER2013's own labels have no contempt): predictions are"
                        + " conditioned on these. Photos are the validation faces with a majority, under either labels. Sampled faces, 20,000 to learn from and 2,000 to test on, come from a statistical model of faces that was fitted to FER+; their mirror images"
                        + " show something else, so who is trained on them never looks at one. Who is trained on photos answers"
                        + " with the mean over a face and its mirror image, there too.\n\n");
        page.append(Outcomes.header(
                "trained on", "objective", "tested on votes", "on FER2013's own labels", "on sampled faces"));
        for (var row : rows(recipe)) {
            var cells = new ArrayList<Object>(
                    List.of(row.dataset(), "`" + row.trial().settings().objective() + "`"));
            DATASETS.forEach(dataset -> cells.add(cell(row.trial(), dataset, outcomes)));
            page.append(Outcomes.row(cells.toArray()));
        }
        return page.toString();
    }

    private static String cell(Trial trial, String dataset, Outcomes outcomes) {
        var result = outcomes.of(trial);
        var scores = result.isPresent() ? result.get().elsewhere() : null;
        return scores == null
                ? "-"
                : scores.stream()
                        .filter(score -> score.dataset().equals(dataset))
                        .findFirst()
                        .map(score -> accuracy(score.accuracy()) + divergence(score.jensenShannon()))
                        .orElse("-");
    }

    private static String accuracy(Estimate estimate) {
        return String.format(
                Locale.ROOT, "%.1f [%.1f, %.1f]", 100 * estimate.value(), 100 * estimate.low(), 100 * estimate.high());
    }

    private static String divergence(@Nullable Estimate estimate) {
        return estimate == null ? "" : String.format(Locale.ROOT, " / %.3f", estimate.value());
    }
}
