package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.ambivalent.data.GivenLabels;

/** The question of Matin and Valdenegro-Toro 2020 (arXiv 2008.07426), on FER+ with all of its votes. */
final class Bayes implements Experiment {

    /** The one that is shipped, and the source's. */
    private static final List<String> NETWORKS = List.of("compact", "mini-vgg");

    private static final List<GivenLabels> LABELS = List.of(GivenLabels.VOTES, GivenLabels.MAJORITY);

    /** The first is trained first: its members are the deterministic networks that all others are compared with. */
    static final String ENSEMBLE = "ensemble:5";

    private static final List<String> POSTERIORS = List.of(ENSEMBLE, "mc-dropout", "mc-dropconnect", "sub-ensemble:5");

    /** Of the same author's code. */
    private static final double DROPOUT = 0.25;

    private static final double DROPCONNECT = 0.1;

    /**
     * Trainings that differ by their posterior alone.
     *
     * @param network that all of them train
     * @param labels that they are trained on
     * @param rows one for the members of the ensemble, then one a posterior
     */
    record Group(String network, GivenLabels labels, List<PosteriorRow> rows) {

        static Group of(Recipe recipe, String network, GivenLabels labels) {
            var rows = new ArrayList<PosteriorRow>();
            rows.add(new PosteriorRow("deterministic", trial(recipe, network, labels, ENSEMBLE), true));
            for (String posterior : POSTERIORS) {
                rows.add(new PosteriorRow(posterior, trial(recipe, network, labels, posterior), false));
            }
            return new Group(network, labels, rows);
        }

        String title() {
            return "`" + network + "` trained on " + (labels == GivenLabels.VOTES ? "votes" : "majority labels");
        }

        /** The title where a heading or a sentence begins with it. */
        String heading() {
            String title = title();
            return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
        }

        PosteriorRow deterministic() {
            return rows.get(0);
        }

        /** All but the first. */
        List<PosteriorRow> posteriors() {
            return rows.subList(1, rows.size());
        }

        PosteriorRow ensemble() {
            return rows.get(1 + POSTERIORS.indexOf(ENSEMBLE));
        }

        List<Trial> trials() {
            return posteriors().stream().map(PosteriorRow::trial).toList();
        }
    }

    private static Trial trial(Recipe recipe, String network, GivenLabels labels, String posterior) {
        var settings = recipe.settings(network)
                .objective(labels == GivenLabels.VOTES ? "votes" : "majority")
                .labels(labels)
                .posterior(posterior)
                .stochastic(Stochastic.HEAD)
                .dropout(DROPOUT)
                .dropConnect(DROPCONNECT)
                .build();
        return Trial.of(posterior + ", " + network + ", trained on " + labels, settings);
    }

    static List<Group> groups(Recipe recipe) {
        var groups = new ArrayList<Group>();
        for (String network : NETWORKS) {
            LABELS.forEach(labels -> groups.add(Group.of(recipe, network, labels)));
        }
        return groups;
    }

    @Override
    public String name() {
        return "bayes";
    }

    @Override
    public String question() {
        return "Are Bayesian probabilities closer to what a human expects? One network, its Bayesian forms, and people.";
    }

    @Override
    public List<Trial> trials(Recipe recipe) {
        return groups(recipe).stream().flatMap(group -> group.trials().stream()).toList();
    }

    @Override
    public Set<Finding> findings() {
        return Set.of(Finding.POSTERIOR);
    }

    @Override
    public String page(Recipe recipe, Outcomes outcomes) {
        return new BayesPage(this, recipe, outcomes).text();
    }

    @Override
    public List<Drawing> drawings(Recipe recipe, Outcomes outcomes) {
        return new BayesPage(this, recipe, outcomes).drawings();
    }
}
