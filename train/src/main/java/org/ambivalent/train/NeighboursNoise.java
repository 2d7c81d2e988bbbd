package org.ambivalent.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** Noisy labels under {@link NeighboursObjective}, beside what else is offered for them (Le et al. 2023, arXiv 2209.10448). */
final class NeighboursNoise implements Experiment {

    private static final List<Double> RATES = List.of(0.3, 0.2, 0.1);

    private static final double MOST_NOISE = RATES.get(0);

    /** How far above plain labels accuracy is asked for. */
    private static final double POINTS = 2;

    private static final String PUBLISHED = "neighbours";

    private static final String OWN = "neighbours:form=own";

    private static final List<String> OBJECTIVES =
            List.of("majority", "self-cure", "forward-correction", PUBLISHED, OWN, NoisyTrials.NEIGHBOURS_TRUSTED);

    @Override
    public String name() {
        return "neighbours-noise";
    }

    @Override
    public String question() {
        return "Do neighbours in the plane of valence and arousal make up for wrong labels? Of each emotion exactly 10, 20 or"
                + " 30 % of the majority labels are made wrong.";
    }

    /** The costliest noise first. */
    @Override
    public List<Trial> trials(Recipe recipe) {
        var trials = new ArrayList<Trial>();
        for (double rate : RATES) {
            OBJECTIVES.forEach(objective -> trials.addAll(cell(recipe, objective, rate)));
        }
        trials.addAll(atEqualTime(recipe));
        return trials;
    }

    private static List<Trial> cell(Recipe recipe, String objective, double rate) {
        boolean headline = rate == MOST_NOISE && !objective.equals(PUBLISHED);
        return NoisyTrials.seeds(recipe, objective, rate, headline ? recipe.seeds() : 1);
    }

    /** Plain labels for as long as a training, and a second on what it trusts, take together. */
    private static List<Trial> atEqualTime(Recipe recipe) {
        return cell(recipe, "majority" + NoisyTrials.TWICE, MOST_NOISE);
    }

    @Override
    public String page(Recipe recipe, Outcomes outcomes) {
        var page = new StringBuilder(NoisyTrials.preamble(this, recipe, outcomes));
        page.append(NoisyTrials.FIRST_STAGE);
        var header = new ArrayList<>(List.of("objective", "noise", "accuracy, %", "Jensen-Shannon"));
        header.addAll(NoisyTrials.ACCOUNT);
        page.append(Outcomes.header(header.toArray(String[]::new)));
        for (double rate : RATES) {
            for (String objective : OBJECTIVES) {
                var trials = cell(recipe, objective, rate);
                var cells = new ArrayList<Object>(List.of(
                        "`" + objective + "`",
                        NoisyTrials.percent(rate),
                        outcomes.accuracy(trials),
                        outcomes.jensenShannon(trials)));
                cells.addAll(NoisyTrials.account(outcomes, trials));
                page.append(Outcomes.row(cells.toArray()));
            }
        }
        page.append(asked(recipe, outcomes));
        page.append(NoisyTrials.trusted(NoisyTrials.NEIGHBOURS_TRUSTED));
        drawings(recipe, outcomes)
                .forEach(drawing -> page.append("\n![Accuracy by wrong labels](" + drawing.file() + ")\n"));
        return page.toString();
    }

    /** At the highest noise, beside plain labels of the same recipe, and of twice its epochs for who trains twice. */
    private static String asked(Recipe recipe, Outcomes outcomes) {
        var plain = cell(recipe, "majority", MOST_NOISE);
        var twice = atEqualTime(recipe);
        var table = new StringBuilder(
                        "\nAsked at 30 %: at least 2 points above `majority`, in the mean over equal seeds. The last row takes twice the time, so it"
                                + " also stands beside plain labels that have as much; `neighbours` takes half as long again:\n\n")
                .append(Outcomes.header(
                        "objective", "seeds", "above `majority`, points", "", "above it at equal time, points", ""));
        for (String objective : List.of(PUBLISHED, OWN, NoisyTrials.NEIGHBOURS_TRUSTED)) {
            var cell = cell(recipe, objective, MOST_NOISE);
            var above = NoisyTrials.above(cell, plain, outcomes);
            var equal = objective.equals(NoisyTrials.NEIGHBOURS_TRUSTED)
                    ? NoisyTrials.above(cell, twice, outcomes)
                    : objective.equals(OWN) ? above : List.<Double>of();
            table.append(Outcomes.row(
                    "`" + objective + "`",
                    above.size() + " of " + cell.size(),
                    points(above),
                    verdict(above, cell.size()),
                    points(equal),
                    verdict(equal, cell.size())));
        }
        return table.toString();
    }

    private static String points(List<Double> differences) {
        // No minus in front of nothing. Two digits, or 1.95 of 2 would read as reached.
        double rounded = Math.round(100 * NoisyTrials.mean(differences)) / 100.0 + 0.0;
        return differences.isEmpty() ? "-" : String.format(Locale.ROOT, "%+.2f", rounded);
    }

    private static String verdict(List<Double> differences, int seeds) {
        return differences.size() < seeds ? "" : Outcomes.verdict(NoisyTrials.mean(differences) >= POINTS);
    }

    @Override
    public List<Drawing> drawings(Recipe recipe, Outcomes outcomes) {
        var rates = RATES.stream().sorted().toList();
        var cells = new LinkedHashMap<String, List<List<Trial>>>();
        for (String objective : OBJECTIVES) {
            String curve = objective.equals(NoisyTrials.NEIGHBOURS_TRUSTED) ? "on labels it trusts" : objective;
            cells.put(
                    curve,
                    rates.stream().map(rate -> cell(recipe, objective, rate)).toList());
        }
        return NoisyTrials.accuracyByNoise(name() + "-" + recipe.name() + ".svg", rates, cells, outcomes);
    }
}
