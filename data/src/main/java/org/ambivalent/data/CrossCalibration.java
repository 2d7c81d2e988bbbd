package org.ambivalent.data;

import java.util.List;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.decide.Temperature;
import org.ambivalent.decide.Temperature.Example;

/**
 * Temperatures fitted on one half of the faces and used on the other, both ways: every face is scored under a temperature that
 * has not seen it. Each sample is scaled, as {@link Temperature} says.
 */
final class CrossCalibration {

    private final RandomHalves halves;
    private final Temperature ofFirst;
    private final Temperature ofSecond;

    private CrossCalibration(RandomHalves halves, Temperature ofFirst, Temperature ofSecond) {
        this.halves = halves;
        this.ofFirst = ofFirst;
        this.ofSecond = ofSecond;
    }

    /**
     * Fits both.
     *
     * @param samples {@code [faces][samples]}
     * @throws BadInputException if one half has no face to fit on
     */
    static CrossCalibration fit(Dataset data, List<List<Distribution>> samples, CalibratedTo to, RandomHalves halves) {
        if (to == CalibratedTo.NOTHING) {
            return new CrossCalibration(halves, Temperature.NONE, Temperature.NONE);
        }
        var faces = JudgedFace.of(data, to.protocol());
        return new CrossCalibration(
                halves, fit(faces, samples, to, halves, true), fit(faces, samples, to, halves, false));
    }

    private static Temperature fit(
            List<JudgedFace> faces,
            List<List<Distribution>> samples,
            CalibratedTo to,
            RandomHalves halves,
            boolean first) {
        var examples = faces.stream()
                .filter(face -> halves.inFirst(face.index()) == first)
                .map(face -> new Example(samples.get(face.index()), to.target(face)))
                .toList();
        if (examples.isEmpty()) {
            throw new BadInputException(
                    "A temperature is fitted on one half of the faces and judged on the other, but a half"
                            + " of these " + faces.size() + " has no face with "
                            + (to == CalibratedTo.MAJORITY ? "a majority" : "votes") + ". Score more faces.");
        }
        return Temperature.fit(examples);
    }

    /** Fitted on the first half and on the second. */
    List<Double> temperatures() {
        return List.of(ofFirst.value(), ofSecond.value());
    }

    /** Samples {@code [faces][samples]} of the same faces, scaled by what the other half says. */
    List<List<Distribution>> applyTo(List<List<Distribution>> samples) {
        return IntStream.range(0, samples.size())
                .mapToObj(face -> {
                    var temperature = halves.inFirst(face) ? ofSecond : ofFirst;
                    return samples.get(face).stream().map(temperature::scale).toList();
                })
                .toList();
    }
}
