package org.ambivalent.train;

import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Protocol;
import org.ambivalent.metrics.Accuracy;
import org.ambivalent.metrics.CrossEntropy;
import org.ambivalent.metrics.JensenShannon;
import org.ambivalent.metrics.Metric;
import org.ambivalent.metrics.Observation;

/**
 * How good predictions of the validation faces are.
 *
 * @param crossEntropy to what people say, all votes, nats: what chooses the best epoch
 * @param accuracy on faces with a majority
 * @param jensenShannon to what people say, all votes, nats
 */
record Validation(double crossEntropy, double accuracy, double jensenShannon) {

    /** Where nobody has looked. */
    static final Validation UNKNOWN = new Validation(Double.NaN, Double.NaN, Double.NaN);

    static Validation of(Dataset data, List<Distribution> predicted) {
        return new Validation(
                over(new CrossEntropy(), data, predicted, Protocol.ALL_VOTES),
                over(new Accuracy(), data, predicted, Protocol.MAJORITY),
                over(new JensenShannon(), data, predicted, Protocol.ALL_VOTES));
    }

    private static double over(Metric<?> metric, Dataset data, List<Distribution> predicted, Protocol protocol) {
        int classes = data.labels().size();
        for (int i = 0; i < data.size(); i++) {
            var prediction = predicted.get(i);
            protocol.target(data.faces().get(i), classes)
                    .ifPresent(
                            target -> metric.add(new Observation(target.distribution(), target.label(), prediction)));
        }
        return metric.value();
    }

    /** The faces of a dataset that people saw an emotion in; at least one. */
    static Dataset counted(Dataset data) {
        int classes = data.labels().size();
        var counted =
                data.where(face -> Protocol.ALL_VOTES.target(face, classes).isPresent());
        if (counted.size() == 0) {
            throw new BadInputException(
                    data.name()
                            + ": no validation face has a label or a vote for an emotion, so nothing can choose the best epoch.");
        }
        return counted;
    }
}
