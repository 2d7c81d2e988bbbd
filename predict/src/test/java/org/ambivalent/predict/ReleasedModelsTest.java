package org.ambivalent.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.ambivalent.core.LabelSet;
import org.ambivalent.data.SampledFaces;
import org.junit.jupiter.api.Test;

/** Model files of every release must be read by today's code, with the answers they gave then. */
class ReleasedModelsTest {

    /** Written by the demo of 0.1.0; the answers below are that version's for these four faces. */
    @Test
    void readsTheModelFileOf0_1_0() throws Exception {
        var file =
                Path.of(ReleasedModelsTest.class.getResource("model-0.1.0.onnx").toURI());
        var faces = SampledFaces.defaults().withCounts(0, 0, 4).dataset();
        double[][] expected = {
            {0.45661, 0.00003, 0.00000, 0.02695, 0.00015, 0.00741, 0.00000, 0.50885},
            {0.00834, 0.96690, 0.00000, 0.00020, 0.00003, 0.01429, 0.00025, 0.00999},
            {0.00000, 0.00000, 0.89781, 0.00000, 0.00000, 0.00001, 0.10218, 0.00000},
            {0.54849, 0.00326, 0.00000, 0.00390, 0.00026, 0.05169, 0.00001, 0.39240},
        };
        try (var predictor = Predictor.open(file)) {
            assertThat(predictor.metadata().labels()).isEqualTo(LabelSet.FERPLUS);
            assertThat(predictor.metadata().provenance()).containsEntry("version", "0.1.0");
            var predictions = predictor.predictCrops(faces.images());
            for (int i = 0; i < expected.length; i++) {
                assertThat(predictions.get(i).distribution().toArray()).containsExactly(expected[i], within(1e-4));
            }
        }
    }
}
