package org.ambivalent.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Table 6 and figure 5 of the Self-Cure Network (Wang et al. 2020, arXiv 2002.10392), on FER+ with noise. */
final class SelfCureSensitivity implements Experiment {

    private static final double NOISE = 0.3;

    /** One option, the paper's value, and the values it takes. */
    private record Sweep(String option, String paper, List<String> values) {

        Trial trial(Recipe recipe, String value) {
            String objective = value.equals(paper) ? "self-cure" : "self-cure:" + option + "=" + value;
            return NoisyTrials.symmetric(recipe, objective, NOISE, 1);
        }
    }

    private static final List<Sweep> SWEEPS = List.of(
            new Sweep("relabel", "low", List.of("off", "low", "all")),
            new Sweep("gamma", "0.5", List.of("0.2", "0.5", "0.8")),
            new Sweep("beta", "0.7", List.of("0.5", "0.7", "0.9")),
            new Sweep("delta1", "0.15", List.of("0", "0.15", "0.3", "batch", "learn")),
            new Sweep("delta2", "0.2", List.of("0", "0.2", "0.5")),
            new Sweep("from", "0.25", List.of("0", "0.25", "0.5")));

    private static final List<String> STEPS = List.of("less", "the paper's", "more");

    @Override
    public String name() {
        return "self-cure-sensitivity";
    }

    @Override
    public String question() {
        return "How much do the settings of the Self-Cure Network matter? 30 % of the labels are wrong; one option changes at a"
                + " time, the others are the paper's.";
    }

    @Override
    public List<Trial> trials(Recipe recipe) {
        var trials = new ArrayList<Trial>();
        for (var sweep : SWEEPS) {
            for (String value : sweep.values()) {
                var trial = sweep.trial(recipe, value);
                if (!trials.contains(trial)) {
                    trials.add(trial);
                }
            }
        }
        return trials;
    }

    @Override
    public String page(Recipe recipe, Outcomes outcomes) {
        var page = new StringBuilder(NoisyTrials.preamble(this, recipe, outcomes));
        var header = new ArrayList<>(List.of("option", "value", "accuracy, %", "Jensen-Shannon"));
        header.addAll(NoisyTrials.ACCOUNT);
        page.append(Outcomes.header(header.toArray(String[]::new)));
        for (var sweep : SWEEPS) {
            for (String value : sweep.values()) {
                var alone = List.of(sweep.trial(recipe, value));
                var cells = new ArrayList<Object>(List.of(
                        "`" + sweep.option() + "`", value, outcomes.accuracy(alone), outcomes.jensenShannon(alone)));
                cells.addAll(NoisyTrials.account(outcomes, alone));
                page.append(Outcomes.row(cells.toArray()));
            }
        }
        outcomes.of(SWEEPS.get(3).trial(recipe, "learn"))
                .map(result -> result.curves().get("delta1"))
                .ifPresent(margins -> page.append("\nLearned, delta1 ends at "
                        + NoisyTrials.number(margins.get(margins.size() - 1)) + "; its bounds are "
                        + SelfCureObjective.LEAST_MARGIN + " and " + SelfCureObjective.MOST_MARGIN + ".\n"));
        drawings(recipe, outcomes).forEach(drawing -> page.append("\n![Accuracy by option](" + drawing.file() + ")\n"));
        return page.toString();
    }

    /** Figure 5, all options with numbers in one: what is less than the paper's value, the paper's, and more. */
    @Override
    public List<Drawing> drawings(Recipe recipe, Outcomes outcomes) {
        var curves = new LinkedHashMap<String, List<Double>>();
        for (var sweep : SWEEPS.subList(1, SWEEPS.size())) {
            var values = sweep.values().subList(0, STEPS.size());
            var accuracies = values.stream()
                    .map(value -> accuracy(sweep.trial(recipe, value), outcomes))
                    .toList();
            if (accuracies.stream().noneMatch(accuracy -> Double.isNaN(accuracy))) {
                curves.put(sweep.option() + " " + String.join(", ", values), accuracies);
            }
        }
        if (curves.isEmpty()) {
            return List.of();
        }
        var drawing = LineDrawing.of(
                "Accuracy by option, self-cure, 30 % of the labels wrong", "value", "accuracy, %", STEPS, curves);
        return List.of(new Drawing(name() + "-" + recipe.name() + ".svg", drawing));
    }

    private static double accuracy(Trial trial, Outcomes outcomes) {
        return outcomes.of(trial)
                .map(result -> 100 * result.value("majority.accuracy"))
                .orElse(Double.NaN);
    }
}
