package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.Votes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PosteriorSamplesTest {

    /** Two faces, three emotions. */
    private static final Dataset DATA = SyntheticCrowds.dataset(Votes.of(5, 3, 2), Votes.of(0, 9, 1));

    /** Two samples of each. */
    private static final float[] VALUES = {.5f, .3f, .2f, 0, .9f, .1f, .7f, .2f, .1f, .2f, .2f, .6f};

    @TempDir
    private Path folder;

    @Test
    void samplesAreByFaceAndTheirMeanIsThePrediction() {
        var samples = PosteriorSamples.of(DATA, VALUES);
        assertThat(samples.samples()).isEqualTo(2);
        assertThat(samples.faces()).isEqualTo(2);
        assertThat(samples.sample(1, 0).probability(0)).isCloseTo(0.7, within(1e-6));
        assertThat(samples.all().get(1)).containsExactly(samples.sample(0, 1), samples.sample(1, 1));
        assertThat(samples.first(1, 1)).containsExactly(samples.sample(0, 1));
        assertThat(samples.means().get(0).probability(0)).isCloseTo(0.6, within(1e-6));
        assertThat(samples.alone(1).means()).extracting(Distribution::top).containsExactly(0, 2);
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        var file = folder.resolve("samples/clean.bin");
        var samples = PosteriorSamples.of(DATA, VALUES);
        samples.write(file);
        assertThat(file).hasSize(84 + 4 * VALUES.length);
        assertThat(PosteriorSamples.read(file, DATA).all()).isEqualTo(samples.all());
    }

    @Test
    void refusesFilesOfOtherFacesAndDamagedOnes() throws IOException {
        var file = folder.resolve("clean.bin");
        PosteriorSamples.of(DATA, VALUES).write(file);
        assertRefused(file, DATA.select(1, 0));
        assertRefused(file, DATA.limit(1));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        assertRefused(file, DATA);
        Files.write(file, new byte[3]);
        assertRefused(file, DATA);
        bytes[0] = 'X';
        Files.write(file, bytes);
        assertRefused(file, DATA);
        assertThatThrownBy(() -> PosteriorSamples.read(folder.resolve("none.bin"), DATA))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("cannot be read");
    }

    private static void assertRefused(Path file, Dataset data) {
        assertThatThrownBy(() -> PosteriorSamples.read(file, data))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("Delete it");
    }

    @Test
    void refusesPartsOfSamples() {
        assertThatIllegalArgumentException().isThrownBy(() -> PosteriorSamples.of(DATA, Arrays.copyOf(VALUES, 7)));
        assertThatIllegalArgumentException().isThrownBy(() -> PosteriorSamples.of(DATA, new float[0]));
    }
}
