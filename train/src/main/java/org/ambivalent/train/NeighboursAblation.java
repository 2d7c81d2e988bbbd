package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import org.ambivalent.data.GivenLabels;

/** What each part of {@link NeighboursObjective} gives, where each face has the label of one voter. */
final class NeighboursAblation implements Experiment {

    /** What is changed, and the objective that has it so. */
    private record Row(String change, String objective, Trial.Part part) {

        Row(String change, String objective) {
            this(change, objective, Trial.Part.ALL);
        }

        Trial trial(Recipe recipe) {
            var all = NeighboursAblation.trial(recipe, objective);
            return part == Trial.Part.ALL ? all : new Trial(all.name() + ", few faces", all.settings(), part, null);
        }
    }

    private static final List<Row> ROWS = List.of(
            new Row("no neighbours at all", "majority"),
            new Row("the published form: 8 neighbours, everything on", "neighbours"),
            new Row("places by the network itself, without a first one", "neighbours:places=own"),
            new Row("and no discriminative loss", "neighbours:places=own,centres=0"),
            new Row("and factors by Bayes' rule, a say about itself; recovered with evidence", "neighbours:form=own"),
            new Row("and no neighbours: only the face itself is heard", "neighbours:form=own,self=1"),
            new Row("4 neighbours", "neighbours:k=4"),
            new Row("16 neighbours", "neighbours:k=16"),
            new Row("32 neighbours", "neighbours:k=32"),
            new Row("the paper's similarity", "neighbours:similarity=gaussian"),
            new Row("no calibration score", "neighbours:calibration=off"),
            new Row("one fixed factor", "neighbours:factor=0.38"),
            new Row("factors that move ten times as far", "neighbours:rate=3.125"),
            new Row("factors by Bayes' rule alone", "neighbours:factor=posterior"),
            new Row("neighbours are heard from the start", "neighbours:from=0"),
            new Row("no discriminative loss", "neighbours:centres=0"),
            new Row("few faces: no neighbours", "majority", Trial.Part.FEW),
            new Row("few faces: neighbours from memory", "neighbours", Trial.Part.FEW),
            new Row("few faces: neighbours forwarded with each batch", "neighbours:memory=live", Trial.Part.FEW));

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
        return ROWS.stream().map(row -> row.trial(recipe)).toList();
    }

    @Override
    public String page(Recipe recipe, Outcomes outcomes) {
        var page = new StringBuilder(NoisyTrials.preamble(this, recipe, outcomes));
        page.append(
                "Rows that begin with *and* go on from the row above; the others, up to those of few faces, change one thing of the"
                        + " published form, whose neighbours speak from a memory but in the last row. Few faces are about 5,000: forwarding"
                        + " the neighbours, as published, takes several times as long. ");
        page.append(NoisyTrials.FIRST_STAGE);
        var header = new ArrayList<>(List.of("change", "objective", "accuracy, %", "Jensen-Shannon"));
        header.addAll(NoisyTrials.ACCOUNT);
        page.append(Outcomes.header(header.toArray(String[]::new)));
        for (var row : ROWS) {
            var alone = List.of(row.trial(recipe));
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
