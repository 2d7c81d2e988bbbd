package org.ambivalent.train;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.data.Circumplex;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.ambivalent.data.ValenceArousal;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** One training under {@link NeighboursObjective}: factors, centres, the calibration network, and what is remembered of faces. */
final class NeighboursSession implements Objective.Session {

    /** {@code recovered.csv}: each face's label, uncertainty factor and recovered distribution. */
    static final String FILE = "recovered.csv";

    /** What its columns of a distribution start with. */
    static final String RECOVERED = "recovered.";

    private static final int CHUNK = 1024;

    private final NeighboursObjective objective;
    private final TrainingSet set;
    private final int firstListening;
    private final int features;
    private final UncertaintyFactors factors;
    private final FaceMemory memory;
    private final @Nullable PairCalibration calibration;
    private final Tensor centres;
    private int epochsDone;

    /** Null where nobody is listened to but the face itself. */
    private @Nullable Neighbourhood neighbourhood;

    NeighboursSession(NeighboursObjective objective, Objective.Context context) {
        this.objective = objective;
        set = context.set();
        features = context.features();
        firstListening = objective.firstListening(context.epochs());
        int faces = set.targets().size();
        factors = new UncertaintyFactors(objective, faces, context.device());
        memory = new FaceMemory(faces, set.classes(), features, context.device());
        neighbourhood = objective.hearsNeighbours()
                ? new Neighbourhood(objective, objective.ownPlaces() ? ownPlaces() : given(set.data()))
                : null;
        calibration = objective.calibrated() ? new PairCalibration(features, context.device(), context.seed()) : null;
        torch.manual_seed(context.seed());
        // Centres that start as one never part: nothing pushes where there is no direction.
        centres = torch.randn(set.classes(), features).to(context.device(), torch.ScalarType.Float);
        centres.retainReference();
        centres.set_requires_grad(true);
    }

    /** What the network remembers of faces puts them there. */
    private List<ValenceArousal> ownPlaces() {
        var circumplex = circumplex(set.data());
        return memory.distributions().stream().map(circumplex::of).toList();
    }

    private static Circumplex circumplex(Dataset data) {
        try {
            return Circumplex.of(data.labels());
        } catch (BadInputException e) {
            throw new BadInputException(
                    e.getMessage() + " Under places=own and form=own annotations are not looked at: use places=data.",
                    e);
        }
    }

    private void movePlaces() {
        if (objective.hearsNeighbours() && objective.ownPlaces() && epochsDone + 1 >= firstListening) {
            neighbourhood = new Neighbourhood(objective, ownPlaces());
        }
    }

    private static List<ValenceArousal> given(Dataset data) {
        requireValenceArousal(data);
        return data.faces().stream().map(Face::valenceArousal).toList();
    }

    private static void requireValenceArousal(Dataset data) {
        long without = data.faces().stream()
                .filter(face -> face.valenceArousal() == null)
                .count();
        if (without > 0) {
            throw new BadInputException(data.name() + ": " + without + " of " + data.size() + " training faces have no"
                    + " valence and arousal, which the objective neighbours looks for its neighbours in. Annotate"
                    + " all of them (columns valence and arousal of a manifest), or none, to have them estimated.");
        }
    }

    @Override
    public int[] forwarded(int epoch, int[] faces) {
        if (neighbourhood == null || !objective.live() || epoch < firstListening) {
            return faces;
        }
        return IntStream.concat(Arrays.stream(faces), Arrays.stream(neighbourhood.around(faces)))
                .toArray();
    }

    @Override
    public Tensor loss(int epoch, int[] forwarded, Tensor features, Head.Output output) {
        boolean listening = epoch >= firstListening;
        boolean withOthers = listening && objective.live() && objective.hearsNeighbours();
        int count = withOthers ? forwarded.length / (1 + objective.k()) : forwarded.length;
        int[] faces = Arrays.copyOf(forwarded, count);
        var own = features.narrow(0, 0, count);
        var logarithms = torch.log_softmax(output.logits().narrow(0, 0, count), 1);
        var given = given(faces);
        factors.forgetBatch();
        var targets = given;
        Tensor trust = torch.ones(count, 1);
        if (listening) {
            var said = withSelf(
                    faces,
                    () -> objective.live()
                            ? saidLive(faces, own, features, output.logits())
                            : saidFromMemory(faces, own, true));
            factors.hear(faces, labels(faces), said);
            var uncertain = factors.of(faces);
            targets = NeighboursObjective.target(given, uncertain, said);
            trust = uncertain.detach().neg().add(new Scalar(1));
        }
        var loss = targets.mul(weights(faces)).mul(logarithms).sum().mul(new Scalar(-1.0 / count));
        memory.remember(faces, torch.exp(logarithms.detach()), own);
        return objective.centres() == 0
                ? loss
                : loss.add(apart(faces, own, trust).mul(new Scalar(objective.centres())));
    }

    private int label(int face) {
        return set.targets().get(face).label();
    }

    private int[] labels(int[] faces) {
        return Arrays.stream(faces).map(this::label).toArray();
    }

    private Tensor onDevice(Tensor tensor) {
        return tensor.to(centres.device(), torch.ScalarType.Float);
    }

    /** One-hot, {@code [faces][emotions]}. */
    private Tensor given(int[] faces) {
        var given = new float[faces.length * set.classes()];
        for (int i = 0; i < faces.length; i++) {
            given[i * set.classes() + label(faces[i])] = 1;
        }
        return onDevice(Tensor.create(given, faces.length, set.classes()));
    }

    /** Class weights of the given labels, {@code [faces][1]}. */
    private Tensor weights(int[] faces) {
        var weights = new float[faces.length];
        for (int i = 0; i < faces.length; i++) {
            weights[i] = (float) set.classWeights().of(label(faces[i]));
        }
        return onDevice(Tensor.create(weights, faces.length, 1));
    }

    private Tensor saidLive(int[] faces, Tensor own, Tensor features, Tensor logits) {
        long others = (long) faces.length * objective.k();
        var said = torch.softmax(logits.narrow(0, faces.length, others).detach(), 1);
        return saidBy(faces, own, said, features.narrow(0, faces.length, others).detach(), true);
    }

    private Tensor saidFromMemory(int[] faces, Tensor own, boolean training) {
        int[] near = Objects.requireNonNull(neighbourhood).around(faces);
        return saidBy(faces, own, memory.said(near), memory.features(near), training);
    }

    /** n, {@code [faces][emotions]}, from all neighbours' predictions and features one after another. */
    private Tensor saidBy(int[] faces, Tensor own, Tensor predictions, Tensor features, boolean training) {
        int k = objective.k();
        var near = features.view(faces.length, k, this.features);
        return NeighboursObjective.said(
                onDevice(Objects.requireNonNull(neighbourhood).logSimilarity(faces)),
                calibration == null ? onDevice(torch.zeros(faces.length, k)) : calibration.scores(own, near, training),
                predictions.view(faces.length, k, set.classes()));
    }

    /** A face's own word among what its neighbours say. */
    private Tensor withSelf(int[] faces, Supplier<Tensor> neighbours) {
        if (!objective.hearsNeighbours()) {
            return memory.said(faces);
        }
        var said = neighbours.get();
        return objective.self() == 0
                ? said
                : said.add(memory.said(faces).sub(said).mul(new Scalar(objective.self())));
    }

    /** L_D. */
    private Tensor apart(int[] faces, Tensor own, Tensor trust) {
        var labels = Tensor.create(Arrays.stream(labels(faces)).asLongStream().toArray())
                .to(centres.device(), torch.ScalarType.Long);
        var away = own.sub(centres.index_select(0, labels)).square().sum(1).unsqueeze(1);
        return away.mul(onDevice(trust)).mean().mul(new Scalar(0.5)).add(NeighboursObjective.push(centres));
    }

    @Override
    public List<Objective.Group> groups() {
        var groups = new ArrayList<Objective.Group>();
        if (calibration != null) {
            groups.addAll(calibration.groups());
        }
        if (objective.centres() > 0) {
            groups.add(new Objective.Group(List.of(centres), false));
        }
        return groups;
    }

    @Override
    public void afterStep(int[] forwarded) {
        factors.afterStep(forwarded);
    }

    @Override
    public void afterEpoch(int epoch) {
        epochsDone = epoch;
        factors.afterEpoch();
        movePlaces();
    }

    /** Where a face has a say about itself, the last is that of the averaged weights about the face as it is. */
    @Override
    public Optional<Objective.Seen> lastLook() {
        return hasLastWord()
                ? Optional.of((faces, seen, probabilities) -> memory.remember(faces, probabilities, seen))
                : Optional.empty();
    }

    @Override
    public void afterTraining() {
        if (hasLastWord()) {
            movePlaces();
            inChunks((faces, said) -> factors.hear(faces, labels(faces), said));
        }
    }

    private boolean hasLastWord() {
        return objective.self() > 0 && epochsDone >= firstListening;
    }

    /** u; a label stands alone at first. */
    double factor(int face) {
        return epochsDone < firstListening ? 0 : factors.of(face);
    }

    private double labelShare(int face) {
        return epochsDone < firstListening ? 1 : objective.labelShare(factor(face));
    }

    /** n of every face by what is remembered now, {@code [faces * emotions]}. */
    private float[] said() {
        var all = new float[set.targets().size() * set.classes()];
        inChunks((some, said) -> {
            FloatBuffer values = said.cpu().contiguous().createBuffer();
            values.get(all, some[0] * set.classes(), some.length * set.classes());
        });
        return all;
    }

    /** What is said of a face, mixed with its label, which has this share. */
    private float[] withLabel(float[] said, int face, double share) {
        var mixed = new float[set.classes()];
        for (int k = 0; k < mixed.length; k++) {
            mixed[k] = (float) ((1 - share) * said[face * mixed.length + k] + (k == label(face) ? share : 0));
        }
        return mixed;
    }

    /** What is said of all faces by what is remembered now, some at a time. */
    private void inChunks(BiConsumer<int[], Tensor> told) {
        int faces = set.targets().size();
        for (int start = 0; start < faces; start += CHUNK) {
            int[] some = IntStream.range(start, Math.min(start + CHUNK, faces)).toArray();
            try (var scope = new PointerScope();
                    var noGrad = new NoGradGuard()) {
                told.accept(some, withSelf(some, () -> saidFromMemory(some, memory.features(some), false)));
            }
        }
    }

    @Override
    public List<FaceTable> tables() {
        var labels = set.data().labels();
        float[] said = said();
        var own = memory.distributions();
        var trusted = new ArrayList<List<String>>();
        var distributions = new ArrayList<List<String>>();
        for (int face = 0; face < own.size(); face++) {
            // What it learned from; evidence has a say in what is recovered alone.
            int current = top(withLabel(said, face, 1 - factor(face)), label(face));
            var row = new ArrayList<>(LabelTable.row(set.data(), face, label(face), current, 1 - factor(face)));
            for (int k = 0; k < set.classes(); k++) {
                row.add(LabelTable.number(own.get(face).probability(k)));
            }
            trusted.add(row);
            distributions.add(distribution(face, withLabel(said, face, labelShare(face))));
        }
        var header = new ArrayList<>(List.of("id", "given", "factor"));
        labels.names().forEach(name -> header.add(RECOVERED + name));
        return List.of(
                new FaceTable(LabelTable.FILE, LabelTable.header(labels), trusted),
                new FaceTable(FILE, header, distributions));
    }

    private List<String> distribution(int face, float[] recovered) {
        var row = new ArrayList<>(List.of(
                set.data().faces().get(face).id(),
                set.data().labels().name(label(face)),
                LabelTable.number(factor(face))));
        for (float p : recovered) {
            row.add(LabelTable.number(p));
        }
        return row;
    }

    /** The given label where it ties with another. */
    private static int top(float[] p, int given) {
        int top = given;
        for (int k = 0; k < p.length; k++) {
            top = p[k] > p[top] ? k : top;
        }
        return top;
    }

    @Override
    public void save(OutputArchive archive) {
        factors.save(archive);
        memory.save(archive);
        archive.write("centres", centres.detach().cpu());
        archive.write("epochs", Tensor.create((long) epochsDone));
        if (calibration != null) {
            var own = new OutputArchive();
            calibration.save(own);
            archive.write("calibration", own);
        }
    }

    @Override
    public void load(InputArchive archive) {
        factors.load(archive);
        memory.load(archive);
        try (var noGrad = new NoGradGuard()) {
            centres.copy_(Archives.read(archive, "centres"));
        }
        epochsDone = Math.toIntExact(Archives.read(archive, "epochs").item_long());
        movePlaces();
        if (calibration != null) {
            var own = new InputArchive();
            archive.read("calibration", own);
            calibration.load(own);
        }
    }

    @Override
    public void close() {
        memory.close();
        centres.close();
        if (calibration != null) {
            calibration.close();
        }
    }
}
