package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;

/** Table 5 of the Self-Cure Network (Wang et al. 2020, arXiv 2002.10392), on FER+, with and without noise. */
final class SelfCureAblation implements Experiment {

    private static final double NOISE = 0.3;

    /** The parts that are switched on, and the objective that has them. */
    private record Row(String weight, String rank, String relabel, String objective) {}

    private static final List<Row> ROWS = List.of(
            new Row("", "", "", "majority"),
            new Row("", "", "all", "self-cure:weight=off,rank=off,relabel=all"),
            new Row("", "yes", "", "self-cure:weight=off,relabel=off"),
            new Row("", "yes", "low", "self-cure:weight=off"),
            new Row("yes", "", "", "self-cure:rank=off,relabel=off"),
            new Row("yes", "", "low", "self-cure:rank=off"),
            new Row("yes", "yes", "", "self-cure:relabel=off"),
            new Row("yes", "yes", "low", "self-cure"));

    @Override
    public String name() {
        return "self-cure-ablation";
    }

    @Override
    public String question() {
        return "What does each part of the Self-Cure Network give: the logit-weighted loss, rank regularisation, relabelling?";
    }

    @Override
    public List<Trial> trials(Recipe recipe) {
        var trials = new ArrayList<Trial>();
        for (double rate : new double[] {NOISE, 0}) {
            ROWS.forEach(row -> trials.add(NoisyTrials.symmetric(recipe, row.objective(), rate, 1)));
        }
        return trials;
    }

    @Override
    public String page(Recipe recipe, Outcomes outcomes) {
        var page = new StringBuilder(NoisyTrials.preamble(this, recipe, outcomes));
        page.append(
                "Weighting scales the logits by importance, ranking keeps that of two groups apart, relabelling changes labels"
                        + " of the low group. Without the first two there are no groups, so relabelling considers all faces.\n");
        for (double rate : new double[] {0, NOISE}) {
            page.append("\n").append(NoisyTrials.percent(rate)).append(" of the labels wrong:\n\n");
            page.append(table(recipe, rate, outcomes));
        }
        return page.toString();
    }

    private static String table(Recipe recipe, double rate, Outcomes outcomes) {
        var header = new ArrayList<>(List.of("weighting", "ranking", "relabelling", "accuracy, %", "Jensen-Shannon"));
        header.addAll(NoisyTrials.ACCOUNT);
        var table = new StringBuilder(Outcomes.header(header.toArray(String[]::new)));
        for (var row : ROWS) {
            var alone = List.of(NoisyTrials.symmetric(recipe, row.objective(), rate, 1));
            var cells = new ArrayList<Object>(List.of(
                    row.weight(), row.rank(), row.relabel(), outcomes.accuracy(alone), outcomes.jensenShannon(alone)));
            cells.addAll(NoisyTrials.account(outcomes, alone));
            table.append(Outcomes.row(cells.toArray()));
        }
        return table.toString();
    }
}
