package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Tables 2 and 4 of the Self-Cure Network (Wang et al. 2020, arXiv 2002.10392) on FER+ with the crowd as judge. */
final class SelfCureNoise implements Experiment {

    private static final double[] RATES = {0, 0.1, 0.2, 0.3};

    /** Plain labels, what we offer for wrong ones, the paper's method as printed, and the best form of it we found. */
    static final List<String> OBJECTIVES = List.of(
            "majority",
            "forward-correction",
            NoisyTrials.TRUSTED,
            "self-cure",
            "self-cure:relabel=all,delta2=0.5,from=0.5,delta1=batch");

    @Override
    public String name() {
        return "self-cure-noise";
    }

    @Override
    public String question() {
        return "How much accuracy do wrong labels cost, and which objective gets it back? Of each emotion exactly 0, 10, 20"
                + " or 30 % of the majority labels are made wrong.";
    }

    /** Three seeds where most is asked. The other form of self-cure is tried once, where labels are worst: it is no better. */
    private static List<Trial> cell(Recipe recipe, String objective, double rate) {
        boolean isOtherForm = objective.contains(":");
        if (isOtherForm && rate != 0.3) {
            return List.of();
        }
        boolean isHeadline = (rate == 0 || rate == 0.3) && !isOtherForm;
        return NoisyTrials.seeds(recipe, objective, rate, isHeadline ? recipe.seeds() : 1);
    }

    /** Seed by seed, so that a table of one seed is there early. */
    @Override
    public List<Trial> trials(Recipe recipe) {
        var trials = new ArrayList<Trial>();
        for (int seed = 0; seed < recipe.seeds(); seed++) {
            for (double rate : new double[] {0.3, 0, 0.2, 0.1}) {
                for (String objective : OBJECTIVES) {
                    var cell = cell(recipe, objective, rate);
                    if (seed < cell.size()) {
                        trials.add(cell.get(seed));
                    }
                }
            }
        }
        return trials;
    }

    @Override
    public String page(Recipe recipe, Outcomes outcomes) {
        var page = new StringBuilder(NoisyTrials.preamble(this, recipe, outcomes));
        page.append("Accuracy, %:\n\n");
        page.append(table(recipe, outcomes::accuracy));
        page.append("\nJensen-Shannon to the votes, nats:\n\n");
        page.append(table(recipe, outcomes::jensenShannon));
        page.append(NoisyTrials.trusted(NoisyTrials.TRUSTED));
        page.append("\nWhat became of the labels:\n\n");
        var header = new ArrayList<>(List.of("objective", "noise"));
        header.addAll(NoisyTrials.ACCOUNT);
        page.append(Outcomes.header(header.toArray(String[]::new)));
        for (String objective : OBJECTIVES.subList(1, OBJECTIVES.size())) {
            for (double rate : RATES) {
                if (objective.equals(NoisyTrials.TRUSTED)
                        || cell(recipe, objective, rate).isEmpty()) {
                    continue;
                }
                var cells = new ArrayList<Object>(List.of("`" + objective + "`", NoisyTrials.percent(rate)));
                cells.addAll(NoisyTrials.account(outcomes, cell(recipe, objective, rate)));
                page.append(Outcomes.row(cells.toArray()));
            }
        }
        drawings(recipe, outcomes)
                .forEach(drawing -> page.append("\n![Importance by epoch](" + drawing.file() + ")\n"));
        return page.toString();
    }

    /** A row an objective, a column a share of noise. */
    private static String table(Recipe recipe, Function<List<Trial>, String> figure) {
        var table = new StringBuilder(Outcomes.header("objective", "0 %", "10 %", "20 %", "30 %"));
        for (String objective : OBJECTIVES) {
            var cells = new ArrayList<Object>(List.of("`" + objective + "`"));
            for (double rate : RATES) {
                var cell = cell(recipe, objective, rate);
                cells.add(cell.isEmpty() ? "" : figure.apply(cell));
            }
            table.append(Outcomes.row(cells.toArray()));
        }
        return table.toString();
    }

    /** Figure 3: the importance of right, wrong and relabelled faces, epoch by epoch. */
    @Override
    public List<Drawing> drawings(Recipe recipe, Outcomes outcomes) {
        return outcomes.of(NoisyTrials.symmetric(recipe, "self-cure", 0.3, 1))
                .map(result -> List.of(new Drawing(
                        name() + "-" + recipe.name() + ".svg",
                        LineDrawing.of(
                                "Importance by epoch, self-cure, 30 % of the labels wrong",
                                "epoch", "mean importance", result.curves()))))
                .orElse(List.of());
    }
}
