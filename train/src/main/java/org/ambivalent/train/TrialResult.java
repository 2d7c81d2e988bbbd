package org.ambivalent.train;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import java.util.Map;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.PosteriorScore;
import org.ambivalent.data.RecoveryScore;
import org.ambivalent.data.ShiftScore;
import org.ambivalent.metrics.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * What one training of an experiment led to: a line of the results.
 *
 * @param key of the {@link Trial}
 * @param name of the trial, for people
 * @param version of this program
 * @param commit of its sources, or null where the launcher does not know
 * @param settings as the training ran, precision and threads too
 * @param part of the training faces
 * @param init key of the trial it started from or relied on, or null
 * @param dataset its name
 * @param dataHash of the whole dataset
 * @param datasetFaces of all splits together, fewer than the dataset has under a limit
 * @param faces trained on
 * @param figures on the validation faces, by the names of {@code evaluate --json} ("majority.accuracy"), with 95 %
 *     bootstrap intervals
 * @param labels what became of the labels, or null for objectives that keep no account
 * @param curves one value an epoch, by name
 * @param seconds the training took
 * @param imagesPerSecond of training alone, median over the epochs
 * @param posterior what samples of its posterior say, or null where no experiment asked
 * @param shift the same for changed faces, one entry a condition, or null where no experiment asked
 * @param recovery how close recovered distributions of the training faces are to the votes, or null where no experiment asked
 * @param elsewhere how good the model is on other datasets, or null where no experiment asked
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TrialResult(
        String key,
        String name,
        String version,
        @JsonInclude(Include.NON_NULL) @Nullable String commit,
        TrainSettings settings,
        Trial.Part part,
        @Nullable String init,
        String dataset,
        String dataHash,
        int datasetFaces,
        int faces,
        Map<String, Estimate> figures,
        @Nullable LabelAccount labels,
        Map<String, List<Double>> curves,
        double seconds,
        double imagesPerSecond,
        @JsonInclude(Include.NON_NULL) @Nullable PosteriorScore posterior,
        @JsonInclude(Include.NON_NULL) @Nullable List<ShiftScore> shift,
        @JsonInclude(Include.NON_NULL) @Nullable RecoveryScore recovery,
        @JsonInclude(Include.NON_NULL) @Nullable List<Elsewhere> elsewhere) {

    /** The same with what samples of the posterior say. */
    TrialResult with(PosteriorScore score) {
        return with(score, shift, recovery, elsewhere);
    }

    /** The same with what is left on changed faces. */
    TrialResult with(List<ShiftScore> scores) {
        return with(posterior, scores, recovery, elsewhere);
    }

    /** The same with how close recovered distributions are. */
    TrialResult with(RecoveryScore recovered) {
        return with(posterior, shift, recovered, elsewhere);
    }

    /** The same with how good the model is on other datasets. */
    TrialResult elsewhere(List<Elsewhere> others) {
        return with(posterior, shift, recovery, others);
    }

    private TrialResult with(
            @Nullable PosteriorScore score,
            @Nullable List<ShiftScore> scores,
            @Nullable RecoveryScore recovered,
            @Nullable List<Elsewhere> others) {
        return new TrialResult(
                key,
                name,
                version,
                commit,
                settings,
                part,
                init,
                dataset,
                dataHash,
                datasetFaces,
                faces,
                figures,
                labels,
                curves,
                seconds,
                imagesPerSecond,
                score,
                scores,
                recovered,
                others);
    }

    boolean has(Finding finding) {
        return switch (finding) {
            case POSTERIOR -> posterior != null;
            case SHIFT -> shift != null;
            case RECOVERY -> recovery != null && TrialRecovery.isWhole(settings, recovery);
            case ELSEWHERE -> elsewhere != null;
        };
    }

    /** A figure's value; NaN where the validation faces do not define it. */
    double value(String figure) {
        var estimate = figures.get(figure);
        return estimate == null ? Double.NaN : estimate.value();
    }

    /** Whether another result is of the same training. */
    boolean isOf(TrialResult other) {
        return key.equals(other.key) && dataHash.equals(other.dataHash) && datasetFaces == other.datasetFaces;
    }

    boolean answers(Trial trial, Dataset data) {
        return key.equals(trial.key()) && dataHash.equals(data.hash()) && datasetFaces == data.size();
    }
}
