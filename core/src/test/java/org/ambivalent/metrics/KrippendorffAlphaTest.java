package org.ambivalent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class KrippendorffAlphaTest {

    private static final double CLOSE = 1e-12;

    @Test
    void reproducesThePublishedExampleForNamesAndNumbers() {
        var names = KrippendorffAlpha.<Integer>nominal();
        var intervals = KrippendorffAlpha.<Integer>under((a, b) -> (double) (a - b) * (a - b));
        for (var unit : published()) {
            names.add(unit);
            intervals.add(unit);
        }

        assertThat(names.value()).isCloseTo(0.743, within(5e-4));
        assertThat(intervals.value()).isCloseTo(0.849, within(5e-4));
        assertThat(names.units()).isEqualTo(11);
        assertThat(names.values()).isEqualTo(40);
    }

    /** The example of Krippendorff 2011, section C: four observers, twelve units, 0 where a value is missing. */
    private static List<List<Integer>> published() {
        int[][] table = {
            {1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0},
            {1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3},
            {0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0},
            {1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0}
        };
        return IntStream.range(0, 12)
                .mapToObj(unit -> IntStream.range(0, 4)
                        .map(observer -> table[observer][unit])
                        .filter(value -> value > 0)
                        .boxed()
                        .toList())
                .toList();
    }

    @Test
    void agreesWithTheGoldenFileOnSets() throws IOException {
        var golden = new Properties();
        try (var in = KrippendorffAlphaTest.class.getResourceAsStream("alpha.properties")) {
            golden.load(in);
        }
        for (int n = 0; golden.containsKey("case" + n); n++) {
            var alpha = KrippendorffAlpha.<String>ofSets();
            for (String unit : golden.getProperty("case" + n).split(";")) {
                alpha.add(List.of(unit.split(" ")).stream()
                        .map(set -> (Set<String>) new TreeSet<>(List.of(set.split("\\+"))))
                        .toList());
            }
            assertThat(alpha.value())
                    .as("case " + n)
                    .isCloseTo(Double.parseDouble(golden.getProperty("alpha" + n)), within(1e-9));
        }
        assertThat(golden).hasSize(40);
    }

    @Test
    void isOneWhereAllAgreeAndUndefinedWhereNothingCouldDiffer() {
        var agreeing = KrippendorffAlpha.<String>nominal();
        agreeing.add(List.of("a", "a", "a"));
        agreeing.add(List.of("b", "b"));
        var same = KrippendorffAlpha.<String>nominal();
        same.add(List.of("a", "a"));

        assertThat(agreeing.value()).isEqualTo(1);
        assertThat(same.value()).isNaN();
        assertThat(KrippendorffAlpha.<String>nominal().value()).isNaN();
    }

    @Test
    void aValueAloneSaysNothing() {
        var alpha = KrippendorffAlpha.<String>nominal();
        alpha.add(List.of("a", "b"));
        alpha.add(List.of("b", "b"));
        double before = alpha.value();
        alpha.add(List.of("c"));
        alpha.add(List.of());

        assertThat(alpha.value()).isEqualTo(before);
        assertThat(alpha.units()).isEqualTo(2);
    }

    @Test
    void setsOfOneNameAreNames() {
        var random = new Random(3);
        var names = KrippendorffAlpha.<String>nominal();
        var sets = KrippendorffAlpha.<String>ofSets();
        for (int unit = 0; unit < 200; unit++) {
            var said = random.ints(2 + random.nextInt(4), 0, 4)
                    .mapToObj(Integer::toString)
                    .toList();
            names.add(said);
            sets.add(said.stream().map(Set::of).toList());
        }

        assertThat(sets.value()).isCloseTo(names.value(), within(CLOSE));
    }

    @Test
    void doesNotDependOnOrderNorOnHowItWasPartedAndCombined() {
        var random = new Random(4);
        var units = new ArrayList<List<Integer>>();
        for (int unit = 0; unit < 60; unit++) {
            units.add(random.ints(random.nextInt(5), 0, 3).boxed().toList());
        }
        Supplier<KrippendorffAlpha<Integer>> fresh = KrippendorffAlpha::nominal;
        var whole = fresh.get();
        units.forEach(whole::add);
        var parts = fresh.get();
        for (int from = 0; from < 60; from += 20) {
            var part = fresh.get();
            for (int i = 19; i >= 0; i--) {
                var reversed = new ArrayList<>(units.get(from + i));
                Collections.reverse(reversed);
                part.add(reversed);
            }
            parts.combine(part);
        }

        assertThat(parts.value()).isCloseTo(whole.value(), within(CLOSE));
        assertThat(parts.units()).isEqualTo(whole.units());
    }

    @Test
    void isAboutZeroWherePeopleGuess() {
        var random = new Random(5);
        var alpha = KrippendorffAlpha.<Integer>nominal();
        for (int unit = 0; unit < 20_000; unit++) {
            alpha.add(random.ints(3, 0, 8).boxed().toList());
        }

        assertThat(alpha.value()).isCloseTo(0, within(0.01));
    }
}
