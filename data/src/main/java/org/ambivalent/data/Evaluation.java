package org.ambivalent.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.Uncertainty;
import org.ambivalent.metrics.Bootstrap;
import org.jspecify.annotations.Nullable;

/**
 * How good a model's predictions are on a dataset, under both protocols, with what is needed to repeat the figures.
 *
 * <p>Every figure has a 95 % interval from resampling the faces (see {@link Bootstrap}): it covers the choice of faces,
 * not the training of the model. The same dataset, predictions, resamples and seed give the same figures.
 *
 * @param dataset its name
 * @param hash the dataset's {@link Dataset#hash()}
 * @param size how many faces it holds, those that count under neither protocol too
 * @param labels the emotions
 * @param bootstrap how the intervals were made
 * @param majority figures under {@link Protocol#MAJORITY}
 * @param all figures under {@link Protocol#ALL_VOTES}, or null if no face has votes
 * @param provenance what else identifies the result, such as the model and the command; free names, in order
 */
public record Evaluation(
        String dataset,
        String hash,
        int size,
        LabelSet labels,
        Bootstrap bootstrap,
        Figures majority,
        @Nullable Figures all,
        Map<String, String> provenance) {

    public Evaluation {
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    }

    /**
     * Scores one distribution per face, index by index.
     *
     * @throws IllegalArgumentException if the counts differ, or a distribution is not over the dataset's emotions
     * @throws BadInputException if no face has a label or a vote for an emotion
     */
    public static Evaluation of(Dataset dataset, List<Distribution> predicted, Bootstrap bootstrap) {
        requireFit(dataset, predicted);
        return of(dataset, bootstrap, predictions(dataset, predicted));
    }

    /**
     * Scores one prediction per face, index by index.
     *
     * @throws IllegalArgumentException if the counts differ
     * @throws BadInputException if the model's emotions are not the dataset's, in the same order, or no face has a label or
     *     a vote for an emotion
     */
    public static Evaluation ofPredictions(Dataset dataset, List<Prediction> predictions, Bootstrap bootstrap) {
        for (Prediction prediction : predictions) {
            if (!prediction.labels().equals(dataset.labels())) {
                throw new BadInputException(dataset.name() + ": labelled with " + dataset.labels()
                        + ", but the model answers with " + prediction.labels()
                        + ". Use a model of the same emotions in the same order, or train one on this dataset.");
            }
        }
        requireFit(dataset, predictions.stream().map(Prediction::distribution).toList());
        return of(dataset, bootstrap, predictions);
    }

    private static Evaluation of(Dataset dataset, Bootstrap bootstrap, List<Prediction> predictions) {
        var majority = Figures.of(dataset, predictions, Protocol.MAJORITY, bootstrap);
        boolean voted = dataset.faces().stream().anyMatch(Face::hasVotes);
        var all = voted ? Figures.of(dataset, predictions, Protocol.ALL_VOTES, bootstrap) : null;
        if (majority.faces() == 0 && (all == null || all.faces() == 0)) {
            throw new BadInputException(dataset.name() + ": none of the " + dataset.size()
                    + " faces has a label or a vote for an emotion, so there is nothing to score. Choose another split or"
                    + " dataset.");
        }
        return new Evaluation(
                dataset.name(), dataset.hash(), dataset.size(), dataset.labels(), bootstrap, majority, all, Map.of());
    }

    /** Distributions as predictions of a model of one sample that was not calibrated. */
    static List<Prediction> predictions(Dataset dataset, List<Distribution> predicted) {
        return predicted.stream()
                .map(distribution ->
                        new Prediction(dataset.labels(), distribution, Uncertainty.of(List.of(distribution))))
                .toList();
    }

    static void requireFit(Dataset dataset, List<Distribution> predicted) {
        if (predicted.size() != dataset.size()) {
            throw new IllegalArgumentException(
                    "One distribution per face is needed, but " + dataset.size() + " faces got " + predicted.size());
        }
        for (Distribution distribution : predicted) {
            if (distribution.size() != dataset.labels().size()) {
                throw new IllegalArgumentException("A distribution over " + distribution.size()
                        + " emotions does not fit the labels " + dataset.labels());
            }
        }
    }

    /** With one more line of provenance; a value given before under the same name is replaced. */
    public Evaluation with(String name, String value) {
        var more = new LinkedHashMap<>(provenance);
        more.put(name, value);
        return new Evaluation(dataset, hash, size, labels, bootstrap, majority, all, more);
    }

    /** The figures with most faces: all votes where there are votes. */
    public Figures broadest() {
        return all == null ? majority : all;
    }

    /** Both protocols, or the one that there is. */
    Stream<Figures> protocols() {
        return all == null ? Stream.of(majority) : Stream.of(majority, all);
    }

    /** Whether any face defines a measure. */
    boolean isDefined(Measure measure) {
        return protocols()
                .anyMatch(figures -> !Double.isNaN(figures.get(measure).value()));
    }

    /** Whether the faces were sampled, so that the true posterior is known. */
    public boolean hasTruth() {
        return broadest().trueFaces() > 0;
    }

    /** JSON with stable keys, documented in docs/evaluate.md, no line break at its end; an undefined figure is null. */
    public String toJson() {
        return EvaluationJson.of(this);
    }

    /** A table for the terminal: both protocols side by side, intervals, people's levels, figures per emotion; no line break at its end. */
    public String toText() {
        return EvaluationText.of(this);
    }
}
