package org.ambivalent.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;

/**
 * The K faces nearest to each face in the plane of valence and arousal, exactly, by Euclidean distance; a face is not its
 * own neighbour.
 *
 * <p>Ties are decided, never left to chance. Of faces at the very same point, the neighbours of face i are those that
 * follow it in the dataset's order (beginning anew behind its end), so that a crowd at one point does not agree on its first
 * K faces. Of different points at the same distance, the one of smaller valence comes first, then of smaller arousal.
 *
 * <p>A tree that halves the plane by turns (k-d tree: Bentley 1975, <a
 * href="https://doi.org/10.1145/361002.361007">Multidimensional Binary Search Trees Used for Associative Searching</a>) over
 * the points that differ, so the time is O(n (log n + K)) however many faces share a point. All cores take part; the
 * result does not depend on how many there are.
 */
public final class PlaneNeighbours {

    private final int k;
    private final int[] neighbours;

    private PlaneNeighbours(int faces, int k) {
        this.k = k;
        neighbours = new int[faces * k];
    }

    /**
     * Finds the neighbours of every face.
     *
     * @param k how many, at least 1
     * @throws BadInputException if there are not more than {@code k} faces
     */
    public static PlaneNeighbours of(List<ValenceArousal> faces, int k) {
        if (k < 1 || k >= faces.size()) {
            throw new BadInputException("Each face can have 1 to " + Math.max(0, faces.size() - 1) + " of the other "
                    + Math.max(0, faces.size() - 1) + " faces as neighbours, but " + k
                    + " were asked for. Use more faces or fewer neighbours.");
        }
        var found = new PlaneNeighbours(faces.size(), k);
        var points = new Points(faces);
        var tree = new Tree(points);
        IntStream.range(0, points.count()).parallel().forEach(point -> found.fill(point, points, tree));
        return found;
    }

    /** How many neighbours each face has. */
    public int k() {
        return k;
    }

    /** The neighbour of a rank from 0, the nearest, to K - 1. */
    public int neighbour(int face, int rank) {
        return neighbours[face * k + rank];
    }

    /** All faces at one point look around from the same place. */
    private void fill(int point, Points points, Tree tree) {
        var nearest = tree.nearest(point, k + 1);
        for (int at = points.first(point); at < points.first(point + 1); at++) {
            fill(points.face(at), nearest, points);
        }
    }

    private void fill(int face, int[] nearest, Points points) {
        int rank = 0;
        for (int point : nearest) {
            int members = points.first(point + 1) - points.first(point);
            int start = points.after(point, face);
            for (int m = 0; m < members && rank < k; m++) {
                int other = points.face(points.first(point) + (start + m) % members);
                if (other != face) {
                    neighbours[face * k + rank] = other;
                    rank++;
                }
            }
        }
    }

    /** The points that differ, by valence, then arousal, and the faces at each in the dataset's order. */
    private static final class Points {

        /** Zero is zero, of whichever sign. */
        private static final Comparator<ValenceArousal> COMPARATOR = Comparator.comparingDouble(
                        (ValenceArousal place) -> place.valence() + 0.0)
                .thenComparingDouble(place -> place.arousal() + 0.0);

        private final int[] faces;
        private final int[] firsts;
        private final double[] x;
        private final double[] y;

        Points(List<ValenceArousal> all) {
            var order = IntStream.range(0, all.size())
                    .boxed()
                    .sorted(Comparator.comparing((Integer i) -> all.get(i), COMPARATOR)
                            .thenComparingInt(i -> i))
                    .toList();
            faces = order.stream().mapToInt(i -> i).toArray();
            var starts = IntStream.range(0, faces.length)
                    .filter(at -> at == 0 || !same(all.get(faces[at]), all.get(faces[at - 1])))
                    .toArray();
            firsts = Arrays.copyOf(starts, starts.length + 1);
            firsts[starts.length] = faces.length;
            x = Arrays.stream(starts)
                    .mapToDouble(at -> all.get(faces[at]).valence())
                    .toArray();
            y = Arrays.stream(starts)
                    .mapToDouble(at -> all.get(faces[at]).arousal())
                    .toArray();
        }

        private static boolean same(ValenceArousal a, ValenceArousal b) {
            return COMPARATOR.compare(a, b) == 0;
        }

        int count() {
            return x.length;
        }

        /** Where the faces of a point start. */
        int first(int point) {
            return firsts[point];
        }

        int face(int at) {
            return faces[at];
        }

        /** How many faces of a point come before or are {@code face}: its successor is next. */
        int after(int point, int face) {
            int found = Arrays.binarySearch(faces, firsts[point], firsts[point + 1], face);
            int next = found >= 0 ? found + 1 : -found - 1;
            return next - firsts[point];
        }
    }

    /** A balanced tree: the middle of a range of {@code order} is a node, its halves are the subtrees. */
    private static final class Tree {

        private final Points points;
        private final int[] order;

        Tree(Points points) {
            this.points = points;
            order = IntStream.range(0, points.count()).toArray();
            build(0, order.length, true);
        }

        private void build(int from, int to, boolean byX) {
            if (to - from < 2) {
                return;
            }
            int middle = (from + to) >>> 1;
            select(from, to - 1, middle, byX ? points.x : points.y);
            build(from, middle, !byX);
            build(middle + 1, to, !byX);
        }

        /** Hoare's selection: afterwards nothing before {@code middle} is larger, and nothing behind it smaller. */
        private void select(int from, int to, int middle, double[] values) {
            int low = from;
            int high = to;
            while (low < high) {
                double pivot = values[order[(low + high) >>> 1]];
                int i = low;
                int j = high;
                while (i <= j) {
                    while (values[order[i]] < pivot) {
                        i++;
                    }
                    while (values[order[j]] > pivot) {
                        j--;
                    }
                    if (i <= j) {
                        int swapped = order[i];
                        order[i++] = order[j];
                        order[j--] = swapped;
                    }
                }
                if (middle <= j) {
                    high = j;
                } else if (middle >= i) {
                    low = i;
                } else {
                    return;
                }
            }
        }

        /** The nearest points of a point, itself first; fewer where there are fewer. */
        int[] nearest(int point, int count) {
            var nearest = new Nearest(points, point, Math.min(count, points.count()));
            search(0, order.length, true, nearest);
            return nearest.points();
        }

        private void search(int from, int to, boolean byX, Nearest nearest) {
            if (from >= to) {
                return;
            }
            int middle = (from + to) >>> 1;
            int node = order[middle];
            nearest.offer(node);
            double[] values = byX ? points.x : points.y;
            double side = values[nearest.centre] - values[node];
            boolean before = side < 0;
            search(before ? from : middle + 1, before ? middle : to, !byX, nearest);
            if (side * side <= nearest.worst()) {
                search(before ? middle + 1 : from, before ? to : middle, !byX, nearest);
            }
        }
    }

    /** The best so far, nearest first: insertion is quick for so few. */
    private static final class Nearest {

        private final Points points;
        private final int centre;
        private final int[] found;
        private final double[] squared;
        private int size;

        Nearest(Points points, int centre, int count) {
            this.points = points;
            this.centre = centre;
            found = new int[count];
            squared = new double[count];
        }

        void offer(int point) {
            double dx = points.x[point] - points.x[centre];
            double dy = points.y[point] - points.y[centre];
            double distance = dx * dx + dy * dy;
            if (size == found.length && !isBefore(distance, point, size - 1)) {
                return;
            }
            int at = size < found.length ? size++ : size - 1;
            while (at > 0 && isBefore(distance, point, at - 1)) {
                found[at] = found[at - 1];
                squared[at] = squared[at - 1];
                at--;
            }
            found[at] = point;
            squared[at] = distance;
        }

        /** Points are numbered by valence, then arousal: the number decides a tie. */
        private boolean isBefore(double distance, int point, int at) {
            return distance < squared[at] || (distance == squared[at] && point < found[at]);
        }

        /** What a point must not exceed to be of interest. */
        double worst() {
            return size < found.length ? Double.POSITIVE_INFINITY : squared[size - 1];
        }

        int[] points() {
            return Arrays.copyOf(found, size);
        }
    }
}
