package org.ambivalent.train;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** One training under {@link SelfAdaptiveObjective}: the target of every face. */
final class SelfAdaptiveSession implements Objective.Session {

    private static final String TARGETS = "targets";

    private final SelfAdaptiveObjective objective;
    private final Objective.Context context;
    private final TrainingSet set;

    /** {@code [faces][classes]}, each row a distribution. */
    private final float[][] targets;

    SelfAdaptiveSession(SelfAdaptiveObjective objective, Objective.Context context) {
        this.objective = objective;
        this.context = context;
        set = context.set();
        targets = new float[set.targets().size()][set.classes()];
        for (int face = 0; face < targets.length; face++) {
            targets[face][given(face)] = 1;
        }
    }

    private int given(int face) {
        return set.targets().get(face).label();
    }

    @Override
    public Tensor loss(int epoch, int[] faces, Tensor features, Head.Output output) {
        boolean adapting = epoch >= objective.firstAdapting(context.epochs());
        if (adapting) {
            move(faces, output.logits());
        }
        int classes = set.classes();
        var weighted = new float[faces.length * classes];
        double total = 0;
        for (int i = 0; i < faces.length; i++) {
            float[] target = targets[faces[i]];
            double weight = adapting && objective.weighted() ? max(target) : 1;
            total += weight;
            for (int k = 0; k < classes; k++) {
                weighted[i * classes + k] = (float) (weight * set.classWeights().of(k) * target[k]);
            }
        }
        return SelfAdaptiveObjective.loss(output.logits(), Tensor.create(weighted, faces.length, classes), total);
    }

    private void move(int[] faces, Tensor logits) {
        FloatBuffer rows = torch.softmax(logits.detach(), 1).cpu().contiguous().createBuffer();
        var predicted = new float[set.classes()];
        for (int face : faces) {
            rows.get(predicted);
            SelfAdaptiveObjective.move(targets[face], predicted, objective.momentum());
        }
    }

    private static float max(float[] values) {
        float max = values[0];
        for (float value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    @Override
    public List<FaceTable> tables() {
        var header = new ArrayList<>(LabelTable.HEADER);
        set.data().labels().names().forEach(name -> header.add("p." + name));
        var rows = new ArrayList<List<String>>();
        for (int face = 0; face < targets.length; face++) {
            rows.add(row(face));
        }
        return List.of(new FaceTable(LabelTable.FILE, header, rows));
    }

    private List<String> row(int face) {
        float[] target = targets[face];
        int top = given(face);
        for (int k = 0; k < target.length; k++) {
            top = target[k] > target[top] ? k : top;
        }
        var row = new ArrayList<>(LabelTable.row(set.data(), face, given(face), top, target[given(face)]));
        for (float share : target) {
            row.add(LabelTable.number(share));
        }
        return row;
    }

    @Override
    public void save(OutputArchive archive) {
        var all = new float[targets.length * set.classes()];
        for (int face = 0; face < targets.length; face++) {
            System.arraycopy(targets[face], 0, all, face * set.classes(), set.classes());
        }
        archive.write(TARGETS, Tensor.create(all));
    }

    @Override
    public void load(InputArchive archive) {
        var tensor = new Tensor();
        archive.read(TARGETS, tensor);
        FloatBuffer all = tensor.createBuffer();
        for (float[] target : targets) {
            all.get(target);
        }
    }
}
