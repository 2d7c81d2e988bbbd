package org.ambivalent.train;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ambivalent.train.SelfCureObjective.Relabel;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** One training under {@link SelfCureObjective}: labels, their journal, every face's importance epoch by epoch, delta1. */
final class SelfCureSession implements Objective.Session {

    private static final String IMPORTANCE = "importance";
    private static final String MARGIN = "margin";
    private static final String MARGINS = "margins";

    private final SelfCureObjective objective;
    private final Objective.Context context;
    private final TrainingSet set;
    private final LabelJournal labels;
    private final Tensor margin;

    /** {@code [epochs * faces]}: NaN where a face has not been seen in an epoch. */
    private final float[] importance;

    /** delta1 after each epoch. */
    private final double[] margins;

    private int epochsDone;

    SelfCureSession(SelfCureObjective objective, Objective.Context context) {
        this.objective = objective;
        this.context = context;
        set = context.set();
        int[] given = set.targets().stream().mapToInt(target -> target.label()).toArray();
        labels = new LabelJournal(given, set.classes());
        importance = new float[context.epochs() * given.length];
        Arrays.fill(importance, Float.NaN);
        margins = new double[context.epochs()];
        double start = objective.marginByBatch() ? SelfCureObjective.marginFor(context.batch()) : objective.margin();
        margin = Tensor.create((float) start).to(context.device(), torch.ScalarType.Float);
        margin.retainReference();
        margin.set_requires_grad(objective.marginLearned());
    }

    LabelJournal labels() {
        return labels;
    }

    double margin() {
        return margin.item_double();
    }

    @Override
    public Tensor loss(int epoch, int[] faces, Tensor features, Head.Output output) {
        var weighted = TargetObjective.crossEntropy(output.logits(), targets(faces));
        var scores = output.importance();
        if (scores == null) {
            relabel(epoch, faces, allOf(faces), output.logits(), new float[0]);
            return weighted;
        }
        float[] values = values(scores);
        for (int i = 0; i < faces.length; i++) {
            importance[(epoch - 1) * set.targets().size() + faces[i]] = values[i];
        }
        int high = objective.highGroup(faces.length);
        boolean low = objective.relabel() == Relabel.LOW;
        relabel(epoch, faces, low ? lowest(values, faces.length - high) : allOf(faces), output.logits(), values);
        return objective.ranking()
                ? objective.total(SelfCureObjective.rankRegularisation(scores, high, margin), weighted)
                : weighted;
    }

    /** One-hot current labels times the class weights, {@code [faces][classes]}. */
    private Tensor targets(int[] faces) {
        var targets = new float[faces.length * set.classes()];
        for (int i = 0; i < faces.length; i++) {
            int label = labels.current(faces[i]);
            targets[i * set.classes() + label] = (float) set.classWeights().of(label);
        }
        return Tensor.create(targets, faces.length, set.classes());
    }

    private static int[] allOf(int[] faces) {
        return IntStream.range(0, faces.length).toArray();
    }

    /** Positions of the lowest values; of equal ones, those that come last. */
    static int[] lowest(float[] values, int count) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted((i, j) -> Float.compare(values[j], values[i]))
                .skip(values.length - count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The loss of this batch still counts the labels as they were; the next epoch counts the new ones. */
    private void relabel(int epoch, int[] faces, int[] positions, Tensor logits, float[] scores) {
        if (objective.relabel() == Relabel.OFF || epoch < objective.firstRelabelling(context.epochs())) {
            return;
        }
        float[] probabilities = values(torch.softmax(logits, 1));
        int classes = set.classes();
        for (int i : positions) {
            var row = new double[classes];
            Arrays.setAll(row, k -> probabilities[i * classes + k]);
            double score = scores.length == 0 ? Double.NaN : scores[i];
            labels.relabel(epoch, faces[i], row, score, objective.threshold());
        }
    }

    private static float[] values(Tensor tensor) {
        FloatBuffer buffer = tensor.detach().cpu().contiguous().createBuffer();
        var values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    @Override
    public List<Objective.Group> groups() {
        return objective.marginLearned() ? List.of(new Objective.Group(List.of(margin), false)) : List.of();
    }

    /** Keeps a learned delta1 within its bounds. */
    @Override
    public void afterStep(int[] faces) {
        if (objective.marginLearned()) {
            try (var noGrad = new NoGradGuard()) {
                margin.clamp_(
                        new ScalarOptional(new Scalar(SelfCureObjective.LEAST_MARGIN)),
                        new ScalarOptional(new Scalar(SelfCureObjective.MOST_MARGIN)));
            }
        }
    }

    @Override
    public void afterEpoch(int epoch) {
        epochsDone = epoch;
        margins[epoch - 1] = margin();
    }

    @Override
    public List<FaceTable> tables() {
        var tables = new ArrayList<>(List.of(labelTable(), changeTable()));
        if (objective.hasImportance()) {
            tables.add(importanceTable());
        }
        if (objective.marginLearned()) {
            tables.add(marginTable());
        }
        return tables;
    }

    private FaceTable labelTable() {
        var rows = new ArrayList<List<String>>();
        for (int face = 0; face < set.targets().size(); face++) {
            rows.add(LabelTable.row(set.data(), face, labels.given(face), labels.current(face), lastImportance(face)));
        }
        return new FaceTable(LabelTable.FILE, LabelTable.HEADER, rows);
    }

    private FaceTable changeTable() {
        var header = new ArrayList<>(List.of("epoch", "id", "from", "to", "importance"));
        set.data().labels().names().forEach(name -> header.add("p." + name));
        var rows = labels.changes().stream().map(this::row).toList();
        return new FaceTable("relabelling.csv", header, rows);
    }

    private List<String> row(LabelJournal.Change change) {
        var row = new ArrayList<>(List.of(
                Integer.toString(change.epoch()),
                id(change.face()),
                label(change.from()),
                label(change.to()),
                LabelTable.number(change.importance())));
        change.probabilities().forEach(p -> row.add(LabelTable.number(p)));
        return row;
    }

    private FaceTable marginTable() {
        var rows = IntStream.range(0, epochsDone)
                .mapToObj(epoch -> List.of(Integer.toString(epoch + 1), LabelTable.number(margins[epoch])))
                .toList();
        return new FaceTable("delta1.csv", List.of("epoch", "delta1"), rows);
    }

    private FaceTable importanceTable() {
        var header = new ArrayList<>(List.of("id"));
        for (int epoch = 1; epoch <= epochsDone; epoch++) {
            header.add("epoch" + epoch);
        }
        var rows = new ArrayList<List<String>>();
        for (int face = 0; face < set.targets().size(); face++) {
            var row = new ArrayList<>(List.of(id(face)));
            for (int epoch = 1; epoch <= epochsDone; epoch++) {
                row.add(LabelTable.number(importance(epoch, face)));
            }
            rows.add(row);
        }
        return new FaceTable("importance.csv", header, rows);
    }

    private double importance(int epoch, int face) {
        return importance[(epoch - 1) * set.targets().size() + face];
    }

    /** Of the last epoch that saw the face. */
    private double lastImportance(int face) {
        for (int epoch = epochsDone; epoch >= 1; epoch--) {
            if (!Double.isNaN(importance(epoch, face))) {
                return importance(epoch, face);
            }
        }
        return Double.NaN;
    }

    private String id(int face) {
        return set.data().faces().get(face).id();
    }

    private String label(int label) {
        return set.data().labels().name(label);
    }

    @Override
    public void save(OutputArchive archive) {
        labels.save(archive);
        archive.write(IMPORTANCE, Tensor.create(importance));
        archive.write(MARGIN, margin.detach().cpu());
        archive.write(MARGINS, Tensor.create(margins));
        archive.write("epochs", Tensor.create((long) epochsDone));
    }

    @Override
    public void load(InputArchive archive) {
        labels.load(archive);
        var values = Archives.read(archive, IMPORTANCE);
        values.<FloatBuffer>createBuffer().get(importance);
        try (var noGrad = new NoGradGuard()) {
            margin.copy_(Archives.read(archive, MARGIN));
        }
        Archives.read(archive, MARGINS).<DoubleBuffer>createBuffer().get(margins);
        epochsDone = Math.toIntExact(Archives.read(archive, "epochs").item_long());
    }

    @Override
    public void close() {
        margin.close();
    }
}
