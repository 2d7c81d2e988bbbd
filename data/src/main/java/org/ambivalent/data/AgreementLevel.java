package org.ambivalent.data;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.ambivalent.core.Distribution;
import org.ambivalent.metrics.Accuracy;
import org.ambivalent.metrics.CalibrationError;
import org.ambivalent.metrics.CalibrationFloor;
import org.ambivalent.metrics.DistCE;
import org.ambivalent.metrics.EntCE;
import org.ambivalent.metrics.JensenShannon;
import org.ambivalent.metrics.KullbackLeibler;
import org.ambivalent.metrics.Metric;

/**
 * The faces on which people agree to some degree, and how calibrated a prediction is there: against the most voted emotion and
 * against the votes. Where the share s of the voters name an emotion, a prediction that equals the votes is right against the
 * most voted one every time and s sure, so its calibration error is 1 - s: {@code crowdCalibrationError}. A small error
 * against the majority is therefore no sign of a good prediction on such faces, nor a large one of a bad.
 *
 * @param low share of the votes for the most voted emotion, excluded
 * @param high included
 * @param faces with so much agreement
 * @param accuracy the share of them whose most probable emotion is the most voted one
 * @param confidence mean largest probability
 * @param calibrationError {@link CalibrationError} against the most voted emotion
 * @param floor 95 % level of the same for labels drawn from the predictions, {@link CalibrationFloor}
 * @param crowdCalibrationError of the votes themselves, taken as the prediction
 * @param distCE against the votes
 * @param entCE against the votes, nats
 * @param kullbackLeibler to the votes, nats
 * @param jensenShannon to the votes, nats
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AgreementLevel(
        double low,
        double high,
        int faces,
        double accuracy,
        double confidence,
        double calibrationError,
        double floor,
        double crowdCalibrationError,
        double distCE,
        double entCE,
        double kullbackLeibler,
        double jensenShannon) {

    /** With ten voters, who are the usual number, each level but the first is one count of votes. */
    private static final double[] EDGES = {0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1};

    /** All levels that have a face, from little agreement to much. */
    static List<AgreementLevel> of(List<JudgedFace> faces, List<Distribution> predicted, long seed) {
        var levels = new ArrayList<AgreementLevel>();
        for (int level = 1; level < EDGES.length; level++) {
            double low = EDGES[level - 1];
            double high = EDGES[level];
            var here = faces.stream()
                    .filter(face -> face.agreement() > low && face.agreement() <= high)
                    .toList();
            if (!here.isEmpty()) {
                levels.add(of(low, high, here, predicted, seed));
            }
        }
        return levels;
    }

    private static AgreementLevel of(
            double low, double high, List<JudgedFace> faces, List<Distribution> predicted, long seed) {
        var own = faces.stream().map(face -> predicted.get(face.index())).toList();
        return new AgreementLevel(
                low,
                high,
                faces.size(),
                over(Accuracy::new, faces, predicted),
                Rounded.of(own.stream()
                        .mapToDouble(Distribution::confidence)
                        .average()
                        .orElseThrow()),
                over(CalibrationError::new, faces, predicted),
                Rounded.of(CalibrationFloor.of(CalibrationError::new, own, seed).high()),
                crowdCalibrationError(faces),
                over(DistCE::new, faces, predicted),
                over(EntCE::new, faces, predicted),
                over(KullbackLeibler::new, faces, predicted),
                over(JensenShannon::new, faces, predicted));
    }

    private static double over(
            Supplier<? extends Metric<?>> empty, List<JudgedFace> faces, List<Distribution> predicted) {
        var metric = empty.get();
        faces.forEach(face -> metric.add(face.with(predicted.get(face.index()))));
        return Rounded.of(metric.value());
    }

    private static double crowdCalibrationError(List<JudgedFace> faces) {
        var error = new CalibrationError();
        faces.forEach(face -> error.add(face.with(face.target().distribution())));
        return Rounded.of(error.value());
    }
}
