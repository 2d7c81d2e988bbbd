package org.ambivalent.train;

import java.util.List;
import java.util.Locale;

/**
 * The table of FER+ (Barsoum et al. 2016, arXiv 1608.01041): its network under its four ways to learn from votes. The published
 * figures are accuracy on the test faces with a majority.
 */
final class Barsoum implements Experiment {

    private static final String NETWORK = "vgg13";
    private static final long SEED = 1;

    /**
     * Lower than for networks that normalise, to be on the safe side: any rate stays at the mean answer for some hundreds of steps.
     */
    private static final double LEARNING_RATE = 0.0003;

    /** What the paper's network drops before its output. */
    private static final double DROPOUT = 0.5;

    /**
     * A row of the table.
     *
     * @param theirs the paper's name of it
     * @param published accuracy in percent, or that it could not be checked against the paper
     */
    private record Row(String objective, String theirs, String published) {

        Trial trial(Recipe recipe) {
            return Trial.of(
                    objective + ", " + NETWORK,
                    Barsoum.settings(recipe).objective(objective).build());
        }
    }

    private static final List<Row> ROWS = List.of(
            new Row("votes", "CEL, cross-entropy loss", "84.72"),
            new Row("majority", "MV, majority voting", "83.85"),
            new Row("draw", "PLD, probabilistic label drawing", "84.99"),
            new Row("multi-target", "ML, multi-label learning", "not checked"));

    private static TrainSettings.Builder settings(Recipe recipe) {
        var usual = recipe.settings(NETWORK).build().optimiser();
        return recipe.settings(NETWORK)
                .optimiser(new TrainSettings.Optimiser(
                        usual.rule(), LEARNING_RATE, usual.weightDecay(), usual.schedule(), usual.warmup()))
                .dropout(DROPOUT)
                .seed(SEED);
    }

    @Override
    public String name() {
        return "barsoum";
    }

    @Override
    public String question() {
        return "With the network of FER+: which way to learn from votes is best, and how near are the published figures?";
    }

    @Override
    public List<Trial> trials(Recipe recipe) {
        return ROWS.stream().map(row -> row.trial(recipe)).toList();
    }

    @Override
    public String page(Recipe recipe, Outcomes outcomes) {
        var page = new StringBuilder(
                NoisyTrials.preamble(this, recipe, outcomes, settings(recipe).build()));
        page.append(String.format(
                Locale.ROOT,
                "The paper's accuracies are those of the test faces, and its network sees faces of 64 pixels. Ours are of the validation"
                        + " faces, %d pixels, so rows compare with each other rather than across the columns; with one seed each, and intervals"
                        + " over the choice of faces alone, rows a point apart are not told apart. The network drops %.0f %% of the features"
                        + " before its output, as the paper's. Epochs are of the faces that an objective learns from: fewer faces, fewer steps.%n%n"
                        + "`votes` and `draw` take the raw votes of every face. The authors' program first takes single votes away and keeps"
                        + " the leading emotions alone, up to three or three quarters of the votes, and drops faces on which these have half of"
                        + " the votes or fewer: its targets differ on six of ten faces, and are surer. `multi-target` accepts emotions with 30 %%"
                        + " or more of the raw votes and keeps every face, where that program drops those whose accepted emotions have half of"
                        + " them or fewer. So the divergence from raw votes favours `votes` and `draw`.%n%n",
                settings(recipe).build().input().width(),
                100 * DROPOUT));
        page.append(Outcomes.header(
                "objective",
                "in the paper",
                "published accuracy, %",
                "faces learned from",
                "accuracy, %",
                "Jensen-Shannon"));
        for (var row : ROWS) {
            var alone = List.of(row.trial(recipe));
            page.append(Outcomes.row(
                    "`" + row.objective() + "`",
                    row.theirs(),
                    row.published(),
                    outcomes.of(alone.get(0))
                            .map(result -> String.format(Locale.ROOT, "%,d", result.faces()))
                            .orElse("-"),
                    outcomes.accuracy(alone),
                    outcomes.jensenShannon(alone)));
        }
        return page.toString();
    }
}
