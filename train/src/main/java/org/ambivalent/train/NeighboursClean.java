package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import org.ambivalent.data.GivenLabels;

/** Objectives for single labels under posteriors, on majority labels as they are. */
final class NeighboursClean implements Experiment {

    private static final String PUBLISHED = "neighbours";

    private static final List<String> OBJECTIVES =
            List.of("majority", "self-cure", "forward-correction", "neighbours:form=own", PUBLISHED);
    private static final List<String> POSTERIORS = List.of("deterministic", "mc-dropout", "sub-ensemble:5");

    @Override
    public String name() {
        return "neighbours-clean";
    }

    @Override
    public String question() {
        return "What do objectives that doubt labels cost, or give, where labels are right, and do they go together with"
                + " posteriors?";
    }

    /** The headline rows, without a posterior, have several seeds; the published form is only compared with the own one. */
    private static List<Trial> trials(Recipe recipe, String objective, String posterior) {
        if (objective.equals(PUBLISHED)) {
            return posterior.equals("deterministic") ? NoisyTrials.seeds(recipe, objective, 0, 1) : List.of();
        }
        if (posterior.equals("deterministic")) {
            return NoisyTrials.seeds(recipe, objective, 0, recipe.seeds());
        }
        var settings = recipe.settings()
                .objective(objective)
                .labels(GivenLabels.MAJORITY)
                .posterior(posterior)
                .seed(1)
                .build();
        return List.of(Trial.of(objective + ", " + posterior + ", majority labels", settings));
    }

    @Override
    public List<Trial> trials(Recipe recipe) {
        var trials = new ArrayList<Trial>();
        for (String posterior : POSTERIORS) {
            OBJECTIVES.forEach(objective -> trials.addAll(trials(recipe, objective, posterior)));
        }
        return trials;
    }

    @Override
    public String page(Recipe recipe, Outcomes outcomes) {
        var page = new StringBuilder(NoisyTrials.preamble(this, recipe, outcomes));
        page.append(NoisyTrials.FIRST_STAGE);
        page.append(Outcomes.header("objective", "posterior", "accuracy, %", "Jensen-Shannon", "entropy correlation"));
        for (String objective : OBJECTIVES) {
            for (String posterior : POSTERIORS) {
                var cell = trials(recipe, objective, posterior);
                if (cell.isEmpty()) {
                    continue;
                }
                page.append(Outcomes.row(
                        "`" + objective + "`",
                        "`" + posterior + "`",
                        outcomes.accuracy(cell),
                        outcomes.jensenShannon(cell),
                        outcomes.figure(cell, "all.entropyCorrelation", 3, 1)));
            }
        }
        return page.toString();
    }
}
