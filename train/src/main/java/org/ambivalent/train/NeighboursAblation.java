package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import org.ambivalent.data.GivenLabels;

/** What each part of {@link NeighboursObjective} gives, where each face has the label of one voter. */
final class NeighboursAblation implements Experiment {

    /** What is changed, and the objective that has it so. */
    private record Row(String change, String objective) {}

    private static final List<Row> ROWS = List.of(
            new Row("no neighbours at all", "majority"),
            new Row("as published: 8 neighbours, everything on", "neighbours"),
            new Row("places by the network itself, without a first one", "neighbours:places=own"),
            new Row("and factors by Bayes' rule, a say about itself", "neighbours:form=own"),
            new Row("and no neighbours: only the face itself is heard", "neighbours:form=own,self=1"),
            new Row("4 neighbours", "neighbours:k=4"),
            new Row("16 neighbours", "neighbours:k=16"),
            new Row("32 neighbours", "neighbours:k=32"),
            new Row("the paper's similarity", "neighbours:similarity=gaussian"),
            new Row("no calibration score", "neighbours:calibration=off"),
            new Row("one fixed factor", "neighbours:factor=0.38"),
            new Row("no discriminative loss", "neighbours:centres=0"));

    @Override
    public String name() {
        return "neighbours-ablation";
    }

    @Override
    public String question() {
        return "Which part of learning from neighbours matters? Each face has the label of one voter.";
    }

    static Trial trial(Recipe recipe, String objective) {
        var settings = recipe.settings()
                .objective(objective)
                .labels(GivenLabels.VOTER)
                .seed(1)
                .build();
        return Trial.of(objective + ", one voter's labels", settings);
    }

    @Override
    public List<Trial> trials(Recipe recipe) {
        return ROWS.stream().map(row -> trial(recipe, row.objective())).toList();
    }

    @Override
    public String page(Recipe recipe, Outcomes outcomes) {
        var page = new StringBuilder(NoisyTrials.preamble(this, recipe, outcomes));
        var header = new ArrayList<>(List.of("change", "objective", "accuracy, %", "Jensen-Shannon"));
        header.addAll(NoisyTrials.ACCOUNT);
        page.append(Outcomes.header(header.toArray(String[]::new)));
        for (var row : ROWS) {
            var alone = List.of(trial(recipe, row.objective()));
            var cells = new ArrayList<Object>(List.of(
                    row.change(),
                    "`" + row.objective() + "`",
                    outcomes.accuracy(alone),
                    outcomes.jensenShannon(alone)));
            cells.addAll(NoisyTrials.account(outcomes, alone));
            page.append(Outcomes.row(cells.toArray()));
        }
        return page.toString();
    }
}
