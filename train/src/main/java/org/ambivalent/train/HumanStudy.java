package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.ambivalent.data.GivenLabels;
import org.ambivalent.data.Split;
import org.ambivalent.metrics.HumanReference;

/**
 * How often a model names what most people name, and how often one person does: the survey of Le et al. 2023 (arXiv 2209.10448),
 * with the ten voters of every validation face in place of people asked about a few.
 */
final class HumanStudy implements Experiment {

    private static final long SEED = 1;

    private static final List<String> OBJECTIVES =
            List.of("majority", "self-cure", "forward-correction", "neighbours", "neighbours:form=own");

    @Override
    public String name() {
        return "human-study";
    }

    @Override
    public String question() {
        return "How often does a model name the emotion that most people name, on any face, the ambiguous ones too?";
    }

    private static Trial votes(Recipe recipe) {
        return Trial.of(
                "votes, seed 1", recipe.settings().objective("votes").seed(1).build());
    }

    /** From majority labels, and from one voter's. */
    private static List<Trial> trials(Recipe recipe, GivenLabels labels) {
        return OBJECTIVES.stream()
                .map(objective -> labels == GivenLabels.VOTER
                        ? NeighboursAblation.trial(recipe, objective)
                        : NoisyTrials.symmetric(recipe, objective, 0, 1))
                .toList();
    }

    @Override
    public List<Trial> trials(Recipe recipe) {
        var trials = new ArrayList<Trial>();
        trials.addAll(trials(recipe, GivenLabels.MAJORITY));
        trials.addAll(trials(recipe, GivenLabels.VOTER));
        trials.add(votes(recipe));
        return trials;
    }

    @Override
    public String page(Recipe recipe, Outcomes outcomes) {
        var page = new StringBuilder(NoisyTrials.preamble(this, recipe, outcomes));
        page.append(NoisyTrials.FIRST_STAGE);
        page.append(people(outcomes.data()));
        page.append(Outcomes.header("trained on", "objective", "names the first choice, %", "Jensen-Shannon"));
        for (var labels : List.of(GivenLabels.MAJORITY, GivenLabels.VOTER)) {
            for (var trial : trials(recipe, labels)) {
                page.append(
                        row(labels == GivenLabels.VOTER ? "one voter's labels" : "majority labels", trial, outcomes));
            }
        }
        page.append(row("all votes", votes(recipe), outcomes));
        return page.toString();
    }

    private static String row(String trainedOn, Trial trial, Outcomes outcomes) {
        var alone = List.of(trial);
        return Outcomes.row(
                trainedOn,
                "`" + trial.settings().objective() + "`",
                outcomes.figure(alone, "all.accuracy", 2, 100),
                outcomes.jensenShannon(alone));
    }

    private static String people(Dataset data) {
        var crowds = data.split(Split.VALID).faces().stream()
                .map(Face::votes)
                .filter(Objects::nonNull)
                .filter(votes -> votes.emotionTotal() > 1)
                .toList();
        if (crowds.isEmpty()) {
            return "";
        }
        var people = HumanReference.of(crowds, SEED);
        return String.format(
                Locale.ROOT,
                "The first choice is the emotion with the most votes, of all validation faces, those without a majority too; of several the"
                        + " first. On the %,d that two or more people judged, one person names what most of the others do in %.1f %% of cases. Models are judged by"
                        + " all voters; who always named the first choice of all would agree with the others in %.1f %%, so that a model"
                        + " may be up to %.1f points ahead of a person for no merit of its own.%n%n",
                crowds.size(),
                100 * people.agreement(),
                100 * people.ceiling(),
                100 * (1 - people.ceiling()));
    }
}
