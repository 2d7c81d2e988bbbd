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
                "Accuracy, %. Without weighting nothing ranks the faces, so relabelling considers all of them.\n\n");
        page.append(Outcomes.header("weighting", "ranking", "relabelling", "no noise", "30 % noise"));
        for (var row : ROWS) {
            page.append(Outcomes.row(
                    row.weight(),
                    row.rank(),
                    row.relabel(),
                    outcomes.accuracy(List.of(NoisyTrials.symmetric(recipe, row.objective(), 0, 1))),
                    outcomes.accuracy(List.of(NoisyTrials.symmetric(recipe, row.objective(), NOISE, 1)))));
        }
        return page.toString();
    }
}
