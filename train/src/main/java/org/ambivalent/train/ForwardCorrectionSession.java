package org.ambivalent.train;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** One training under {@link ForwardCorrectionObjective}: the noise rate, and what the network says of each face. */
final class ForwardCorrectionSession implements Objective.Session {

    private static final String PREDICTED = "predicted";
    private static final String RATES = "rates";
    private static final String EPOCHS = "epochs";

    /** How slowly the rate follows a batch: an average over about 50. */
    private static final double RATE_MOMENTUM = 0.98;

    /** How slowly the prediction of a face follows its newest: an average over about three epochs. */
    private static final double PREDICTION_MOMENTUM = 0.7;

    private final ForwardCorrectionObjective objective;
    private final TrainingSet set;

    /** What the network says of each face, an average over epochs: {@code [faces][classes]}, uniform until it is seen. */
    private final float[][] predicted;

    /** The noise rate after each epoch, and at 0 before the first. */
    private final double[] rates;

    /** Trust is shown as if at least so many labels were wrong: at a rate of 0 it would be 1 whatever the network says. */
    private static final double LEAST_SHOWN = 0.05;

    private int epochsDone;
    private double rate;

    ForwardCorrectionSession(ForwardCorrectionObjective objective, Objective.Context context) {
        this.objective = objective;
        set = context.set();
        rate = objective.rate();
        rates = new double[context.epochs() + 1];
        rates[0] = rate;
        predicted = new float[set.targets().size()][set.classes()];
        for (float[] face : predicted) {
            Arrays.fill(face, 1f / set.classes());
        }
    }

    private int given(int face) {
        return set.targets().get(face).label();
    }

    @Override
    public Tensor loss(int epoch, int[] faces, Tensor features, Head.Output output) {
        int classes = set.classes();
        var given = new float[faces.length * classes];
        for (int i = 0; i < faces.length; i++) {
            int label = given(faces[i]);
            given[i * classes + label] = (float) set.classWeights().of(label);
        }
        var loss = ForwardCorrectionObjective.loss(output.logits(), Tensor.create(given, faces.length, classes), rate);
        double wrong = remember(faces, output.logits());
        if (objective.learned() && epoch > 1) {
            rate = Math.min(ForwardCorrectionObjective.MOST, RATE_MOMENTUM * rate + (1 - RATE_MOMENTUM) * wrong);
        }
        return loss;
    }

    /** Moves the predictions of a batch; returns the share of its labels that is expected to be wrong. */
    private double remember(int[] faces, Tensor logits) {
        FloatBuffer rows = torch.softmax(logits.detach(), 1).cpu().contiguous().createBuffer();
        var now = new double[set.classes()];
        double wrong = 0;
        for (int face : faces) {
            double momentum = isSeen(predicted[face]) ? PREDICTION_MOMENTUM : 0;
            for (int k = 0; k < now.length; k++) {
                now[k] = rows.get();
                predicted[face][k] = (float) (momentum * predicted[face][k] + (1 - momentum) * now[k]);
            }
            wrong += 1 - ForwardCorrectionObjective.posterior(now, given(face), rate)[given(face)];
        }
        return wrong / faces.length;
    }

    /** A network never finds all emotions exactly as likely. */
    private static boolean isSeen(float[] said) {
        for (float probability : said) {
            if (probability != said[0]) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void afterEpoch(int epoch) {
        epochsDone = epoch;
        rates[epoch] = rate;
    }

    @Override
    public List<FaceTable> tables() {
        var rows = new ArrayList<List<String>>();
        for (int face = 0; face < predicted.length; face++) {
            rows.add(row(face));
        }
        return List.of(
                new FaceTable(LabelTable.FILE, LabelTable.header(set.data().labels()), rows), rateTable());
    }

    private List<String> row(int face) {
        var said = new double[set.classes()];
        Arrays.setAll(said, k -> predicted[face][k]);
        int given = given(face);
        var shown = ForwardCorrectionObjective.posterior(said, given, Math.max(LEAST_SHOWN, rate));
        int top = given;
        for (int k = 0; k < shown.length; k++) {
            top = shown[k] > shown[top] ? k : top;
        }
        var row = new ArrayList<>(LabelTable.row(set.data(), face, given, top, shown[given]));
        for (double probability : said) {
            row.add(LabelTable.number(probability));
        }
        return row;
    }

    private FaceTable rateTable() {
        var rows = new ArrayList<List<String>>();
        for (int epoch = 1; epoch <= epochsDone; epoch++) {
            rows.add(List.of(Integer.toString(epoch), LabelTable.number(rates[epoch])));
        }
        return new FaceTable("noise-rate.csv", List.of("epoch", "rate"), rows);
    }

    @Override
    public void save(OutputArchive archive) {
        int classes = set.classes();
        var all = new float[predicted.length * classes];
        for (int face = 0; face < predicted.length; face++) {
            System.arraycopy(predicted[face], 0, all, face * classes, classes);
        }
        archive.write(PREDICTED, Tensor.create(all));
        archive.write(RATES, Tensor.create(rates));
        archive.write(EPOCHS, Tensor.create((long) epochsDone));
    }

    @Override
    public void load(InputArchive archive) {
        FloatBuffer all = Archives.read(archive, PREDICTED).createBuffer();
        for (float[] face : predicted) {
            all.get(face);
        }
        Archives.read(archive, RATES).<DoubleBuffer>createBuffer().get(rates);
        epochsDone = Math.toIntExact(Archives.read(archive, EPOCHS).item_long());
        rate = rates[epochsDone];
    }
}
