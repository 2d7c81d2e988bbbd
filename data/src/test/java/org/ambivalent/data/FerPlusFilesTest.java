package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.ambivalent.core.LabelSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the published files, where they are. */
class FerPlusFilesTest {

    private static final Path ZIP = Path.of("../../shared/datasets/ferplus.zip");

    @TempDir
    Path cache;

    @Test
    void readsAsManyFacesAndMajoritiesAsAreKnown() {
        assumeTrue(Files.exists(ZIP), "skipped: the FER+ data is not here");
        var options = ReadOptions.defaults().withCache(cache).withStrict(true);
        Dataset first = timed("first read", options);
        Dataset again = timed("from the cache", options);

        assertThat(first.labels()).isEqualTo(LabelSet.FERPLUS);
        assertThat(first.skipped()).isEmpty();
        assertThat(first.split(Split.TRAIN).size()).isEqualTo(28_558);
        assertThat(first.split(Split.VALID).size()).isEqualTo(3_579);
        assertThat(majorities(first.split(Split.TRAIN))).isEqualTo(25_045);
        assertThat(majorities(first.split(Split.VALID))).isEqualTo(3_191);
        assertThat(again.hash()).isEqualTo(first.hash());
        assertThat(again.faces()).isEqualTo(first.faces());
        assertThat(again.images().pixels(32_000)).isEqualTo(first.images().pixels(32_000));
    }

    private static Dataset timed(String what, ReadOptions options) {
        long start = System.nanoTime();
        Dataset data = Datasets.read(ZIP, options);
        System.out.printf("FER+ %s: %.2f s%n", what, (System.nanoTime() - start) / 1e9);
        return data;
    }

    private static long majorities(Dataset data) {
        return data.faces().stream()
                .filter(face ->
                        Protocol.MAJORITY.target(face, data.labels().size()).isPresent())
                .count();
    }
}
