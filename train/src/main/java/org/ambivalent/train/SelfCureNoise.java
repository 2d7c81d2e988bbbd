package org.ambivalent.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Tables 2 and 4 of the Self-Cure Network (Wang et al. 2020, arXiv 2002.10392) on FER+ with the crowd as judge. */
final class SelfCureNoise implements Experiment {

    private static final List<Double> RATES = List.of(0.0, 0.1, 0.2, 0.3);

    /** Where most is asked. */
    private static final List<Double> HEADLINES = List.of(0.0, 0.3);

    /** What may be lost of the best clean accuracy, in points. */
    private static final Map<Double, Double> MAY_LOSE = new TreeMap<>(Map.of(0.1, 1.5, 0.2, 2.5, 0.3, 4.0));

    /** What is to be won over plain labels where most are wrong, in points. */
    private static final double TO_WIN = 2;

    private static final String PLAIN = "majority";

    /** The paper's method, but relabelling waits until half of the run and is sure of what it does. */
    static final String LATE = "self-cure:relabel=all,delta2=0.5,from=0.5,delta1=batch";

    /** Plain labels, what we offer for wrong ones, the paper's method as printed, and another form of it. */
    static final List<String> OBJECTIVES = List.of(PLAIN, "forward-correction", NoisyTrials.TRUSTED, "self-cure", LATE);

    /** What is offered where labels are wrong, and what it is compared with. */
    private static final List<String> PAIR = List.of(PLAIN, "forward-correction");

    private static final String PLAIN_LONGER = PLAIN + NoisyTrials.TWICE;

    /** The same, and what is compared with a second training: others that last as long. */
    private static final List<String> ROWS = Stream.concat(
                    OBJECTIVES.stream(), Stream.of(PLAIN_LONGER, "forward-correction" + NoisyTrials.TWICE))
            .toList();

    @Override
    public String name() {
        return "self-cure-noise";
    }

    @Override
    public String question() {
        return "How much accuracy do wrong labels cost, and which objective gets it back? Of each emotion exactly 0, 10, 20"
                + " or 30 % of the majority labels are made wrong.";
    }

    private static List<String> rows(Recipe recipe) {
        return recipe.isForHeadlines() ? PAIR : ROWS;
    }

    private static List<Double> rates(Recipe recipe) {
        return recipe.isForHeadlines() ? HEADLINES : RATES;
    }

    /** Three seeds where most is asked; one of the other form of self-cure. Longer training is for comparison there alone. */
    private static List<Trial> cell(Recipe recipe, String objective, double rate) {
        boolean isAsked = rows(recipe).contains(objective) && rates(recipe).contains(rate);
        if (!isAsked || (objective.endsWith(NoisyTrials.TWICE) && rate != 0.3)) {
            return List.of();
        }
        boolean isOtherForm = objective.contains(":");
        return NoisyTrials.seeds(
                recipe, objective, rate, HEADLINES.contains(rate) && !isOtherForm ? recipe.seeds() : 1);
    }

    /** Seed by seed, so that a table of one seed is there early. */
    @Override
    public List<Trial> trials(Recipe recipe) {
        var trials = new ArrayList<Trial>();
        for (int seed = 0; seed < recipe.seeds(); seed++) {
            for (double rate : List.of(0.3, 0.0, 0.2, 0.1)) {
                for (String objective : rows(recipe)) {
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
        accuracy(recipe, outcomes)
                .forEach(drawing -> page.append("\n![Accuracy by wrong labels](" + drawing.file() + ")\n"));
        page.append("\nJensen-Shannon to the votes, nats:\n\n");
        page.append(table(recipe, outcomes::jensenShannon));
        if (rows(recipe).contains(NoisyTrials.TRUSTED)) {
            page.append(NoisyTrials.trusted(NoisyTrials.TRUSTED));
        }
        page.append(asked(recipe, outcomes));
        page.append("\nWhat became of the labels:\n\n");
        var header = new ArrayList<>(List.of("objective", "noise"));
        header.addAll(NoisyTrials.ACCOUNT);
        page.append(Outcomes.header(header.toArray(String[]::new)));
        for (String objective : rows(recipe)) {
            // Plain labels stay as they are, and time changes nothing about that.
            if (objective.startsWith("majority") || objective.endsWith(NoisyTrials.TWICE)) {
                continue;
            }
            for (double rate : rates(recipe)) {
                var cells = new ArrayList<Object>(List.of("`" + objective + "`", NoisyTrials.percent(rate)));
                cells.addAll(NoisyTrials.account(outcomes, cell(recipe, objective, rate)));
                page.append(Outcomes.row(cells.toArray()));
            }
        }
        importance(recipe, outcomes)
                .forEach(drawing -> page.append("\n![Importance by epoch](" + drawing.file() + ")\n"));
        return page.toString();
    }

    /** A row an objective, a column a share of noise. */
    private static String table(Recipe recipe, Function<List<Trial>, String> figure) {
        var titles = new ArrayList<>(List.of("objective"));
        rates(recipe).forEach(rate -> titles.add(NoisyTrials.percent(rate)));
        var table = new StringBuilder(Outcomes.header(titles.toArray(String[]::new)));
        for (String objective : rows(recipe)) {
            var cells = new ArrayList<Object>(List.of("`" + objective + "`"));
            for (double rate : rates(recipe)) {
                var cell = cell(recipe, objective, rate);
                cells.add(cell.isEmpty() ? "" : figure.apply(cell));
            }
            table.append(Outcomes.row(cells.toArray()));
        }
        return table.toString();
    }

    /** What was asked, and whether it was reached. */
    private static String asked(Recipe recipe, Outcomes outcomes) {
        var best = OBJECTIVES.stream()
                .filter(objective -> !Double.isNaN(accuracy(recipe, objective, 0, outcomes)))
                .max(Comparator.comparingDouble(objective -> accuracy(recipe, objective, 0, outcomes)));
        if (best.isEmpty()) {
            return "";
        }
        double clean = accuracy(recipe, best.get(), 0, outcomes);
        var text = new StringBuilder(String.format(
                Locale.ROOT,
                "%nAsked: at 10, 20 and 30 %% at most 1.5, 2.5 and 4 points below the best accuracy without noise (%.2f %%, `%s`), and"
                        + " at 30 %% at least %.0f points above `majority`. Points lost, and won, in the mean over the seeds that both have:%n%n",
                clean,
                best.get(),
                TO_WIN));
        text.append(Outcomes.header("objective", "10 %", "20 %", "30 %", "won at 30 %", "over twice the epochs"));
        for (String objective : rows(recipe)) {
            var cells = new ArrayList<Object>(List.of("`" + objective + "`"));
            MAY_LOSE.forEach((rate, most) ->
                    cells.add(verdict(above(recipe, objective, rate, cell(recipe, best.get(), 0), outcomes), -most)));
            for (String plain : List.of(PLAIN, PLAIN_LONGER)) {
                // Nothing wins over itself.
                cells.add(
                        objective.equals(plain)
                                ? "-"
                                : verdict(above(recipe, objective, 0.3, cell(recipe, plain, 0.3), outcomes), TO_WIN));
            }
            text.append(Outcomes.row(cells.toArray()));
        }
        return text.toString();
    }

    private static double above(Recipe recipe, String objective, double rate, List<Trial> other, Outcomes outcomes) {
        return NoisyTrials.mean(NoisyTrials.above(cell(recipe, objective, rate), other, outcomes));
    }

    private static double accuracy(Recipe recipe, String objective, double rate, Outcomes outcomes) {
        return outcomes.meanAccuracy(cell(recipe, objective, rate));
    }

    private static String verdict(double points, double least) {
        return Double.isNaN(points)
                ? "-"
                : String.format(Locale.ROOT, "%+.1f (%s)", points, Outcomes.verdict(points >= least));
    }

    @Override
    public List<Drawing> drawings(Recipe recipe, Outcomes outcomes) {
        return Stream.concat(importance(recipe, outcomes).stream(), accuracy(recipe, outcomes).stream())
                .toList();
    }

    /** Figure 3: the importance of faces whose label is right or wrong, and of relabelled ones, epoch by epoch. */
    private List<Drawing> importance(Recipe recipe, Outcomes outcomes) {
        return outcomes.done(cell(recipe, "self-cure", 0.3)).stream()
                .filter(result -> result.curves().containsKey(LabelAccount.RIGHT))
                .findFirst()
                .map(result -> List.of(new Drawing(
                        name() + "-" + recipe.name() + ".svg",
                        LineDrawing.of(
                                "Importance by epoch, self-cure, 30 % of the labels wrong",
                                "epoch", "mean importance", named(result.curves())))))
                .orElse(List.of());
    }

    private List<Drawing> accuracy(Recipe recipe, Outcomes outcomes) {
        var cells = new LinkedHashMap<String, List<List<Trial>>>();
        for (String objective : OBJECTIVES) {
            String curve = objective.equals(LATE) ? "self-cure, late" : objective.replace("majority on ", "on ");
            cells.put(
                    curve,
                    rates(recipe).stream()
                            .map(rate -> cell(recipe, objective, rate))
                            .toList());
        }
        return NoisyTrials.accuracyByNoise(
                name() + "-" + recipe.name() + "-accuracy.svg", rates(recipe), cells, outcomes);
    }

    private static Map<String, List<Double>> named(Map<String, List<Double>> curves) {
        var named = new LinkedHashMap<String, List<Double>>();
        named.put("label right", curves.get(LabelAccount.RIGHT));
        named.put("label wrong", curves.get(LabelAccount.WRONG));
        named.put("relabelled", curves.get(LabelAccount.RELABELLED));
        return named;
    }
}
