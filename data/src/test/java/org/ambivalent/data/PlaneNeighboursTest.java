package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ambivalent.core.BadInputException;
import org.junit.jupiter.api.Test;

class PlaneNeighboursTest {

    private static List<ValenceArousal> points(double... pairs) {
        return IntStream.range(0, pairs.length / 2)
                .mapToObj(i -> new ValenceArousal(pairs[2 * i], pairs[2 * i + 1]))
                .toList();
    }

    private static List<Integer> of(PlaneNeighbours found, int face) {
        return IntStream.range(0, found.k())
                .mapToObj(rank -> found.neighbour(face, rank))
                .toList();
    }

    @Test
    void findsTheNearestFirst() {
        var found = PlaneNeighbours.of(points(0, 0, 0.1, 0, 0, 0.3, -1, -1), 2);
        assertThat(of(found, 0)).containsExactly(1, 2);
        assertThat(of(found, 3)).containsExactly(0, 1);
    }

    @Test
    void facesAtOnePointTakeThoseThatFollowThem() {
        var found = PlaneNeighbours.of(points(0, 0, 0.5, 0.5, 0, 0, 0, 0, 0, 0), 2);
        assertThat(of(found, 0)).containsExactly(2, 3);
        assertThat(of(found, 2)).containsExactly(3, 4);
        assertThat(of(found, 4)).containsExactly(0, 2);
        assertThat(of(found, 1)).containsExactly(2, 3);
    }

    @Test
    void zeroIsOnePointOfWhicheverSign() {
        var found = PlaneNeighbours.of(points(0.0, 0, 0.5, 0.5, -0.0, 0, 0.0, -0.0), 2);
        assertThat(of(found, 0)).containsExactly(2, 3);
        assertThat(of(found, 2)).containsExactly(3, 0);
    }

    @Test
    void ofPointsAtOneDistanceThatOfSmallerValenceComesFirst() {
        var found = PlaneNeighbours.of(points(0.5, 0, -0.5, 0, 0, 0.5, 0, -0.5, 0, 0), 4);
        assertThat(of(found, 4)).containsExactly(1, 3, 2, 0);
    }

    /** Few coordinates, so that points and distances often tie; also all equal, and all different. */
    @Property(tries = 200)
    void agreesWithTryingAll(
            @ForAll @IntRange(min = 2, max = 60) int faces,
            @ForAll @IntRange(min = 1, max = 9) int k,
            @ForAll @IntRange(min = 0, max = 30) int steps,
            @ForAll long seed) {
        var random = new SplittableRandom(seed);
        var points = new ArrayList<ValenceArousal>();
        for (int i = 0; i < faces; i++) {
            points.add(new ValenceArousal(coordinate(random, steps), coordinate(random, steps)));
        }
        int count = Math.min(k, faces - 1);
        var found = PlaneNeighbours.of(points, count);
        for (int i = 0; i < faces; i++) {
            int face = i;
            var expected = IntStream.range(0, faces)
                    .filter(j -> j != face)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer j) -> squared(points.get(face), points.get(j)))
                            .thenComparingDouble(j -> points.get(j).valence())
                            .thenComparingDouble(j -> points.get(j).arousal())
                            .thenComparingInt(j -> Math.floorMod(j - face, faces)))
                    .limit(count)
                    .toList();
            assertThat(of(found, face)).isEqualTo(expected);
        }
    }

    private static double coordinate(SplittableRandom random, int steps) {
        return steps == 30 ? 2 * random.nextDouble() - 1 : (random.nextInt(steps + 1) - steps / 2) / 32.0;
    }

    private static double squared(ValenceArousal a, ValenceArousal b) {
        double dx = a.valence() - b.valence();
        double dy = a.arousal() - b.arousal();
        return dx * dx + dy * dy;
    }

    @Test
    void aCrowdAtOnePointTakesNoLongerThanOthers() {
        var crowd = IntStream.range(0, 100_000)
                .mapToObj(i -> new ValenceArousal(0.25, -0.5))
                .toList();
        var found = PlaneNeighbours.of(crowd, 8);
        assertThat(of(found, 99_999)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void refusesAsManyNeighboursAsFaces() {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> PlaneNeighbours.of(points(0, 0, 1, 1), 2))
                .withMessageContaining("1 to 1");
        assertThatExceptionOfType(BadInputException.class).isThrownBy(() -> PlaneNeighbours.of(points(0, 0, 1, 1), 0));
    }
}
