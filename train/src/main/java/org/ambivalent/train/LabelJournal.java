package org.ambivalent.train;

import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Tensor;

/** The given label of every face, its current one, and every change. Given labels are never overwritten. */
final class LabelJournal {

    private static final String CHANGES = "changes";
    private static final int FIXED_COLUMNS = 5;

    private final int classes;
    private final int[] given;
    private final int[] current;
    private final List<Change> changes = new ArrayList<>();

    LabelJournal(int[] given, int classes) {
        this.classes = classes;
        this.given = given.clone();
        this.current = given.clone();
    }

    /**
     * One change.
     *
     * @param epoch from 1
     * @param face index into the training set
     * @param from the label before
     * @param to the label from now on
     * @param importance of the face then, NaN where there is none
     * @param probabilities of the network then, {@code [classes]}
     */
    record Change(int epoch, int face, int from, int to, double importance, List<Double> probabilities) {}

    int given(int face) {
        return given[face];
    }

    int current(int face) {
        return current[face];
    }

    List<Change> changes() {
        return List.copyOf(changes);
    }

    /**
     * Equation (5) of the Self-Cure Network: the most probable label if it is more probable than the given one by more
     * than the threshold, else the given one.
     */
    static int relabelled(int given, double[] probabilities, double threshold) {
        int top = 0;
        for (int k = 1; k < probabilities.length; k++) {
            if (probabilities[k] > probabilities[top]) {
                top = k;
            }
        }
        return probabilities[top] - probabilities[given] > threshold ? top : given;
    }

    /** Gives a face the label of {@link #relabelled} from now on. */
    void relabel(int epoch, int face, double[] probabilities, double importance, double threshold) {
        int to = relabelled(given[face], probabilities, threshold);
        if (to != current[face]) {
            var copy = Arrays.stream(probabilities).boxed().toList();
            changes.add(new Change(epoch, face, current[face], to, importance, copy));
            current[face] = to;
        }
    }

    /** Current labels follow from the changes, so these are all there is to save. */
    void save(OutputArchive archive) {
        var rows = DoubleBuffer.allocate(1 + changes.size() * width());
        rows.put(changes.size());
        for (var change : changes) {
            rows.put(change.epoch()).put(change.face()).put(change.from()).put(change.to());
            rows.put(change.importance());
            change.probabilities().forEach(rows::put);
        }
        archive.write(CHANGES, Tensor.create(rows.array()));
    }

    void load(InputArchive archive) {
        DoubleBuffer rows = Archives.read(archive, CHANGES).createBuffer();
        changes.clear();
        System.arraycopy(given, 0, current, 0, given.length);
        for (int left = (int) rows.get(); left > 0; left--) {
            var change = next(rows);
            changes.add(change);
            current[change.face()] = change.to();
        }
    }

    private Change next(DoubleBuffer rows) {
        int epoch = (int) rows.get();
        int face = (int) rows.get();
        int from = (int) rows.get();
        int to = (int) rows.get();
        double importance = rows.get();
        var probabilities = new ArrayList<Double>();
        for (int k = 0; k < classes; k++) {
            probabilities.add(rows.get());
        }
        return new Change(epoch, face, from, to, importance, List.copyOf(probabilities));
    }

    private int width() {
        return FIXED_COLUMNS + classes;
    }
}
