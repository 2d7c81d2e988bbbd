package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Labels that people got wrong: FER2013's own, judged by the votes of FER+. */
final class NaturalNoise implements Experiment {

    /** What is compared with several seeds: labels as they are, and the method made for such in its two forms. */
    private static final List<String> SEVERAL = List.of("majority", "self-cure", SelfCureNoise.LATE);

    /** What is tried on wrong labels made by chance, and the method without the part that changes labels. */
    private static final List<String> OBJECTIVES = Stream.concat(
                    SelfCureNoise.OBJECTIVES.stream(), Stream.of("self-cure:relabel=off"))
            .toList();

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
        var trials = new ArrayList<Trial>();
        OBJECTIVES.forEach(objective -> trials.add(rows(recipe, objective).get(0)));
        trials.addAll(clean(recipe));
        SEVERAL.forEach(objective -> {
            var cell = rows(recipe, objective);
            trials.addAll(cell.subList(1, cell.size()));
        });
        return trials;
    }

    private static List<Trial> rows(Recipe recipe, String objective) {
        int seeds = SEVERAL.contains(objective) ? recipe.seeds() : 1;
        return LongStream.rangeClosed(1, seeds)
                .mapToObj(seed -> NoisyTrials.original(recipe, objective, seed))
                .toList();
    }

    /** What the crowd's own labels give. */
    private static List<Trial> clean(Recipe recipe) {
        return NoisyTrials.seeds(recipe, "majority", 0, recipe.seeds());
    }

    @Override
    public String page(Recipe recipe, Outcomes outcomes) {
        var page = new StringBuilder(NoisyTrials.preamble(this, recipe, outcomes));
        var header = new ArrayList<>(List.of("labels", "objective", "accuracy, %", "Jensen-Shannon"));
        header.addAll(NoisyTrials.ACCOUNT);
        page.append(Outcomes.header(header.toArray(String[]::new)));
        page.append(row("the crowd's majority", "majority", clean(recipe), outcomes));
        for (String objective : OBJECTIVES) {
            page.append(row("FER2013's own", objective, rows(recipe, objective), outcomes));
        }
        return page.append(NoisyTrials.trusted(NoisyTrials.TRUSTED)).toString();
    }

    private static String row(String labels, String objective, List<Trial> trials, Outcomes outcomes) {
        var cells = new ArrayList<Object>(
                List.of(labels, "`" + objective + "`", outcomes.accuracy(trials), outcomes.jensenShannon(trials)));
        cells.addAll(NoisyTrials.account(outcomes, trials));
        return Outcomes.row(cells.toArray());
    }
}
