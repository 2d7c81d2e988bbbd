package org.ambivalent.train;

import java.util.List;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.train.Trial.Part;

/**
 * Table 3 of the Self-Cure Network (Wang et al. 2020, arXiv 2002.10392) with other data: many weak labels, then few good
 * ones. One half of the training faces under FER2013's own labels stands for the web, the other half with its votes for
 * the dataset.
 */
final class WeakPretraining implements Experiment {

    @Override
    public String name() {
        return "weak-pretraining";
    }

    @Override
    public String question() {
        return "Half of the training faces have their votes, the other half FER2013's own labels. Is it worth pretraining on the"
                + " weak labels, and curing them while doing so?";
    }

    private static Trial pretraining(Recipe recipe, String objective) {
        var settings = recipe.settings()
                .objective(objective)
                .labels(GivenLabels.ORIGINAL)
                .build();
        return new Trial("pretraining with " + objective, settings, Part.FIRST_HALF, null);
    }

    private static Trial finetuning(Recipe recipe, Trial from) {
        return new Trial(
                "fine-tuning on votes after " + from.name(),
                recipe.settings().objective("votes").build(),
                Part.SECOND_HALF,
                from);
    }

    private static Trial alone(Recipe recipe) {
        return new Trial("votes alone", recipe.settings().objective("votes").build(), Part.SECOND_HALF, null);
    }

    /** As long as pretraining and fine-tuning together. */
    private static Trial longer(Recipe recipe) {
        var settings =
                recipe.settings().objective("votes").epochs(2 * recipe.epochs()).build();
        return new Trial("votes alone, twice the epochs", settings, Part.SECOND_HALF, null);
    }

    @Override
    public List<Trial> trials(Recipe recipe) {
        var plain = pretraining(recipe, "majority");
        var cured = pretraining(recipe, "self-cure");
        var corrected = pretraining(recipe, "forward-correction");
        return List.of(
                alone(recipe),
                longer(recipe),
                plain,
                finetuning(recipe, plain),
                cured,
                finetuning(recipe, cured),
                corrected,
                finetuning(recipe, corrected));
    }

    @Override
    public String page(Recipe recipe, Outcomes outcomes) {
        var page = new StringBuilder(NoisyTrials.preamble(this, recipe, outcomes));
        page.append(Outcomes.header("training", "accuracy, %", "Jensen-Shannon"));
        for (var trial : trials(recipe)) {
            var alone = List.of(trial);
            page.append(Outcomes.row(trial.name(), outcomes.accuracy(alone), outcomes.jensenShannon(alone)));
        }
        return page.toString();
    }
}
