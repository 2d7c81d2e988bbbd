package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Labels that people got wrong: FER2013's own, judged by the votes of FER+. */
final class NaturalNoise implements Experiment {

    @Override
    public String name() {
        return "natural-noise";
    }

    @Override
    public String question() {
        return "Trained on FER2013's own labels, of which a third is not what the crowd sees, and judged by the crowd:"
                + " does curing labels help?";
    }

    @Override
    public List<Trial> trials(Recipe recipe) {
        return Stream.concat(
                        SelfCureNoise.OBJECTIVES.stream().map(objective -> NoisyTrials.original(recipe, objective, 1)),
                        Stream.of(clean(recipe)))
                .toList();
    }

    /** What the crowd's own labels give. */
    private static Trial clean(Recipe recipe) {
        return NoisyTrials.symmetric(recipe, "majority", 0, 1);
    }

    @Override
    public String page(Recipe recipe, Outcomes outcomes) {
        var page = new StringBuilder(NoisyTrials.preamble(this, recipe, outcomes));
        var header = new ArrayList<>(List.of("labels", "objective", "accuracy, %", "Jensen-Shannon"));
        header.addAll(NoisyTrials.ACCOUNT);
        page.append(Outcomes.header(header.toArray(String[]::new)));
        page.append(row("the crowd's majority", "majority", clean(recipe), outcomes));
        for (String objective : SelfCureNoise.OBJECTIVES) {
            page.append(row("FER2013's own", objective, NoisyTrials.original(recipe, objective, 1), outcomes));
        }
        return page.append(NoisyTrials.trusted(NoisyTrials.TRUSTED)).toString();
    }

    private static String row(String labels, String objective, Trial trial, Outcomes outcomes) {
        var alone = List.of(trial);
        var cells = new ArrayList<Object>(
                List.of(labels, "`" + objective + "`", outcomes.accuracy(alone), outcomes.jensenShannon(alone)));
        cells.addAll(NoisyTrials.account(outcomes, alone));
        return Outcomes.row(cells.toArray());
    }
}
