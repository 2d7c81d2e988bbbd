package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;

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
        return SelfCureNoise.OBJECTIVES.stream()
                .map(objective -> NoisyTrials.original(recipe, objective, 1))
                .toList();
    }

    @Override
    public String page(Recipe recipe, Outcomes outcomes) {
        var page = new StringBuilder(NoisyTrials.preamble(this, recipe, outcomes));
        var header = new ArrayList<>(List.of("objective", "accuracy, %", "Jensen-Shannon"));
        header.addAll(NoisyTrials.ACCOUNT);
        page.append(Outcomes.header(header.toArray(String[]::new)));
        for (String objective : SelfCureNoise.OBJECTIVES) {
            var alone = List.of(NoisyTrials.original(recipe, objective, 1));
            var cells = new ArrayList<Object>(
                    List.of("`" + objective + "`", outcomes.accuracy(alone), outcomes.jensenShannon(alone)));
            cells.addAll(NoisyTrials.account(outcomes, alone));
            page.append(Outcomes.row(cells.toArray()));
        }
        return page.append(NoisyTrials.trusted(NoisyTrials.TRUSTED)).toString();
    }
}
