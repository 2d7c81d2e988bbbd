package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Preprocessing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchesTest {

    private static final Preprocessing SMALL = new Preprocessing(ImageShape.grey(8), 0.5, 0.25);
    private static final Augmentation STANDARD = Augmentation.standard();

    @ParameterizedTest
    @CsvSource({"0, 5, 0, 0", "1, 5, 1, 0", "10, 5, 2, 2", "11, 5, 3, 2", "4, 5, 1, 0", "7, 1, 7, 7"})
    void holdEveryFaceOnceOrDropTheLastOnes(int faces, int batchSize, int all, int whole) {
        Dataset data = dataset(faces);
        try (var kept = Batches.shuffled(data, SMALL, STANDARD, batchSize, false, 1, 0);
                var dropped = Batches.shuffled(data, SMALL, STANDARD, batchSize, true, 1, 0)) {
            assertThat(kept.count()).isEqualTo(all);
            assertThat(dropped.count()).isEqualTo(whole);
            assertThat(indices(drain(kept)).sorted())
                    .containsExactly(IntStream.range(0, faces).boxed().toArray(Integer[]::new));
            assertThat(drain(dropped)).hasSize(whole).allMatch(batch -> batch.size() == batchSize);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void doNotDependOnThreads(int threads) {
        Dataset data = dataset(103);
        try (var one = Batches.shuffled(data, SMALL, STANDARD, 8, false, 42, 3);
                var many =
                        Batches.shuffled(data, SMALL, STANDARD, 8, false, 42, 3, threads, UnaryOperator.identity())) {
            assertThat(many)
                    .toIterable()
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactlyElementsOf(drain(one));
        }
    }

    @Test
    void changeWithSeedAndEpoch() {
        Dataset data = dataset(50);
        assertThat(order(data, 1, 0)).isEqualTo(order(data, 1, 0));
        assertThat(order(data, 1, 0)).isNotEqualTo(order(data, 1, 1));
        assertThat(order(data, 1, 0)).isNotEqualTo(order(data, 2, 0));
        assertThat(order(data, 1, 1)).isNotEqualTo(order(data, 2, 0));
    }

    @Test
    void augmentAFaceAlikeInWhateverBatchItIs() {
        Dataset data = dataset(30);
        try (var large = Batches.shuffled(data, SMALL, STANDARD, 30, false, 7, 2);
                var single = Batches.shuffled(data, SMALL, STANDARD, 1, false, 7, 2)) {
            Batch all = large.next();
            int size = SMALL.shape().size();
            for (int i = 0; i < 30; i++) {
                Batch one = single.next();
                assertThat(one.indices()).containsExactly(all.indices()[i]);
                assertThat(one.images()).isEqualTo(Arrays.copyOfRange(all.images(), i * size, (i + 1) * size));
            }
        }
    }

    @Test
    void inOrderOnlyNormalise() {
        Dataset data = dataset(11);
        try (var batches = Batches.inOrder(data, SMALL, 4)) {
            int face = 0;
            for (Batch batch : drain(batches)) {
                for (int i = 0; i < batch.size(); i++, face++) {
                    var expected = new float[SMALL.shape().size()];
                    Augmentation.none().apply(data.images().pixels(face), SMALL, new SplittableRandom(0), expected, 0);
                    assertThat(batch.indices()[i]).isEqualTo(face);
                    assertThat(Arrays.copyOfRange(batch.images(), i * expected.length, (i + 1) * expected.length))
                            .isEqualTo(expected);
                }
            }
            assertThat(face).isEqualTo(11);
            assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void throwWhatFailsInTheBackground() {
        Dataset data = with(failingAt(13, 20));
        try (var batches = Batches.inOrder(data, SMALL, 5)) {
            batches.next();
            batches.next();
            assertThatThrownBy(batches::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("face 13 is lost");
            assertThat(batches.hasNext()).isFalse();
        }
    }

    @Test
    void readOnlyAFewBatchesAheadAndStopWhenClosed() {
        var reads = new AtomicInteger();
        Dataset data = with(counting(reads, 1000));
        Batches batches = Batches.inOrder(data, SMALL, 1);
        batches.next();
        batches.close();
        assertThat(batches.hasNext()).isFalse();
        assertThat(reads.get()).isLessThan(10);
        batches.close();
    }

    @Test
    void refuseAnotherShapeAndAnEmptyBatch() {
        Dataset data = dataset(3);
        var other = new Preprocessing(ImageShape.grey(48), 0.5, 0.25);
        assertThatThrownBy(() -> Batches.inOrder(data, other, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8x8 grey")
                .hasMessageContaining("48x48 grey");
        assertThatThrownBy(() -> Batches.inOrder(data, SMALL, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Batch> drain(Batches batches) {
        var all = new ArrayList<Batch>();
        batches.forEachRemaining(all::add);
        return all;
    }

    private static IntStream indices(List<Batch> batches) {
        return batches.stream().flatMapToInt(batch -> Arrays.stream(batch.indices()));
    }

    private static List<Integer> order(Dataset data, long seed, int epoch) {
        try (var batches = Batches.shuffled(data, SMALL, STANDARD, 8, false, seed, epoch)) {
            return indices(drain(batches)).boxed().toList();
        }
    }

    private static Dataset dataset(int faces) {
        var random = new Random(faces);
        var pixels = new byte[faces][SMALL.shape().size()];
        for (byte[] face : pixels) {
            random.nextBytes(face);
        }
        return with(FaceImages.of(SMALL.shape(), pixels));
    }

    private static Dataset with(FaceImages images) {
        var faces = IntStream.range(0, images.count())
                .mapToObj(i -> Face.withLabel("face" + i, Split.TRAIN, i % 2))
                .toList();
        return new Dataset("test", LabelSet.of("sad", "happy"), faces, images, "", List.of());
    }

    private static FaceImages failingAt(int bad, int count) {
        return reading(count, index -> {
            if (index == bad) {
                throw new IllegalStateException("face " + bad + " is lost");
            }
        });
    }

    private static FaceImages counting(AtomicInteger reads, int count) {
        return reading(count, index -> reads.incrementAndGet());
    }

    private static FaceImages reading(int count, IntConsumer onRead) {
        return new FaceImages() {
            @Override
            public ImageShape shape() {
                return SMALL.shape();
            }

            @Override
            public int count() {
                return count;
            }

            @Override
            public byte[] pixels(int index) {
                onRead.accept(index);
                return new byte[SMALL.shape().size()];
            }
        };
    }
}
