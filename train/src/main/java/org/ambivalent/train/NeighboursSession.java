package org.ambivalent.train;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.data.Circumplex;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Face;
import org.ambivalent.data.PlaneNeighbours;
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

    /** {@code recovered.csv}: each face's label, uncertainty factor and target distribution. */
    static final String FILE = "recovered.csv";

    /** What its columns of a distribution start with. */
    static final String RECOVERED = "recovered.";

    private static final int CHUNK = 1024;

    /** More slips than this, and labels would say nothing. */
    private static final double MOST_SLIPS = 0.5;

    private static final double FEWEST_SLIPS = 1e-3;

    private final NeighboursObjective objective;
    private final TrainingSet set;
    private final int firstListening;
    private final long features;

    /** {@code log(u / (1 - u))} of each face. */
    private final float[] factors;

    /** What the network last said of each face: {@code [faces][emotions]}, and its features {@code [faces][features]}. */
    private final Tensor rememberedSaid;

    private final Tensor rememberedFeatures;
    private final @Nullable PairCalibration calibration;
    private final Tensor centres;

    /** Of the batch at hand: {@code [faces][1]}, or null where nothing is learned about it. */
    private @Nullable Tensor batchFactors;

    /** rho, of the epoch before. */
    private double slips;

    private int epochsDone;

    private PlaneNeighbours neighbours;

    /** {@code log s}, {@code [faces][neighbours]}. */
    private float[] logSimilarity;

    NeighboursSession(NeighboursObjective objective, Objective.Context context) {
        this.objective = objective;
        set = context.set();
        features = context.features();
        firstListening = objective.firstListening(context.epochs());
        int faces = set.targets().size();
        factors = new float[faces];
        Arrays.fill(factors, (float) Math.log(objective.factor() / (1 - objective.factor())));
        slips = share();
        rememberedSaid = kept(torch.ones(faces, set.classes()).div(new Scalar(set.classes())), context);
        rememberedFeatures = kept(torch.zeros(faces, context.features()), context);
        var places = objective.ownPlaces() ? ownPlaces() : given(set.data());
        neighbours = PlaneNeighbours.of(places, objective.k());
        logSimilarity = logSimilarity(places);
        calibration = objective.calibrated()
                ? new PairCalibration(context.features(), context.device(), context.seed())
                : null;
        torch.manual_seed(context.seed());
        // Centres that start as one never part: nothing pushes where there is no direction.
        centres = kept(torch.randn(set.classes(), context.features()), context);
        centres.set_requires_grad(true);
    }

    private static Tensor kept(Tensor tensor, Objective.Context context) {
        var own = tensor.to(context.device(), torch.ScalarType.Float);
        own.retainReference();
        return own;
    }

    /** What the network remembers of faces puts them there. */
    private List<ValenceArousal> ownPlaces() {
        var circumplex = Circumplex.of(set.data().labels());
        var places = new ArrayList<ValenceArousal>();
        try (var scope = new PointerScope()) {
            FloatBuffer said = rememberedSaid.cpu().contiguous().createBuffer();
            var p = new double[set.classes()];
            for (int face = 0; face < factors.length; face++) {
                Arrays.setAll(p, k -> said.get());
                places.add(circumplex.of(Distribution.proportionalTo(p)));
            }
        }
        return places;
    }

    private void movePlaces() {
        if (objective.ownPlaces() && epochsDone + 1 >= firstListening) {
            var places = ownPlaces();
            neighbours = PlaneNeighbours.of(places, objective.k());
            logSimilarity = logSimilarity(places);
        }
    }

    private float[] logSimilarity(List<ValenceArousal> places) {
        var logarithms = new float[factors.length * objective.k()];
        for (int i = 0; i < logarithms.length; i++) {
            int face = i / objective.k();
            int other = neighbours.neighbour(face, i % objective.k());
            logarithms[i] =
                    (float) objective.similarity().logarithm(places.get(face), places.get(other), objective.delta());
        }
        return logarithms;
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
        if (!objective.live() || epoch < firstListening) {
            return faces;
        }
        int k = objective.k();
        int[] all = Arrays.copyOf(faces, faces.length * (1 + k));
        for (int i = 0; i < faces.length * k; i++) {
            all[faces.length + i] = neighbours.neighbour(faces[i / k], i % k);
        }
        return all;
    }

    @Override
    public Tensor loss(int epoch, int[] forwarded, Tensor features, Head.Output output) {
        boolean listening = epoch >= firstListening;
        int count = listening && objective.live() ? forwarded.length / (1 + objective.k()) : forwarded.length;
        int[] faces = Arrays.copyOf(forwarded, count);
        var own = features.narrow(0, 0, count);
        var logarithms = torch.log_softmax(output.logits().narrow(0, 0, count), 1);
        var given = given(faces);
        batchFactors = null;
        var targets = given;
        Tensor trust = torch.ones(count, 1);
        if (listening) {
            var said = withSelf(
                    faces,
                    objective.live()
                            ? saidLive(faces, own, features, output.logits())
                            : saidFromMemory(faces, own, true));
            if (objective.rule() == NeighboursObjective.FactorRule.POSTERIOR) {
                doubt(faces, said);
            }
            var uncertain = torch.sigmoid(factors(faces));
            targets = objective.target(given, uncertain, said);
            trust = uncertain.detach().neg().add(new Scalar(1));
        }
        var loss = targets.mul(weights(faces)).mul(logarithms).sum().mul(new Scalar(-1.0 / count));
        remember(faces, own, logarithms);
        return objective.centres() == 0
                ? loss
                : loss.add(apart(faces, own, trust).mul(new Scalar(objective.centres())));
    }

    private int label(int face) {
        return set.targets().get(face).label();
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

    private Tensor factors(int[] faces) {
        var own = new float[faces.length];
        for (int i = 0; i < faces.length; i++) {
            own[i] = factors[faces[i]];
        }
        var tensor = onDevice(Tensor.create(own, faces.length, 1));
        if (objective.rule() == NeighboursObjective.FactorRule.LEARNED) {
            tensor.set_requires_grad(true);
            batchFactors = tensor;
        }
        return tensor;
    }

    private Tensor logSimilarity(int[] faces) {
        int k = objective.k();
        var own = new float[faces.length * k];
        for (int i = 0; i < faces.length; i++) {
            System.arraycopy(logSimilarity, faces[i] * k, own, i * k, k);
        }
        return onDevice(Tensor.create(own, faces.length, k));
    }

    private Tensor saidLive(int[] faces, Tensor own, Tensor features, Tensor logits) {
        int k = objective.k();
        long others = (long) faces.length * k;
        var said = torch.softmax(logits.narrow(0, faces.length, others).detach(), 1)
                .view(faces.length, k, set.classes());
        var near = features.narrow(0, faces.length, others).view(faces.length, k, this.features);
        return NeighboursObjective.said(logSimilarity(faces), scores(own, near, true), said);
    }

    private Tensor saidFromMemory(int[] faces, Tensor own, boolean training) {
        int k = objective.k();
        var indices = new long[faces.length * k];
        Arrays.setAll(indices, i -> neighbours.neighbour(faces[i / k], i % k));
        var which = Tensor.create(indices).to(centres.device(), torch.ScalarType.Long);
        var said = rememberedSaid.index_select(0, which).view(faces.length, k, set.classes());
        var near = rememberedFeatures.index_select(0, which).view(faces.length, k, features);
        return NeighboursObjective.said(logSimilarity(faces), scores(own, near, training), said);
    }

    /** A face's own word among what its neighbours say. */
    private Tensor withSelf(int[] faces, Tensor said) {
        if (objective.self() == 0) {
            return said;
        }
        var own = rememberedSaid.index_select(0, indices(faces));
        return said.add(own.sub(said).mul(new Scalar(objective.self())));
    }

    /** Factors from what is said of labels. */
    private void doubt(int[] faces, Tensor said) {
        FloatBuffer values = said.detach().cpu().contiguous().createBuffer();
        for (int i = 0; i < faces.length; i++) {
            float ofLabel = values.get(i * set.classes() + label(faces[i]));
            factors[faces[i]] = (float) NeighboursObjective.posterior(slips, ofLabel, set.classes());
        }
    }

    /** The mean of u. */
    private double share() {
        double sum = 0;
        for (float factor : factors) {
            sum += 1 / (1 + Math.exp(-factor));
        }
        return Math.max(FEWEST_SLIPS, Math.min(MOST_SLIPS, sum / factors.length));
    }

    private Tensor indices(int[] faces) {
        return Tensor.create(IntStream.of(faces).asLongStream().toArray()).to(centres.device(), torch.ScalarType.Long);
    }

    private Tensor scores(Tensor own, Tensor near, boolean training) {
        return calibration == null
                ? torch.zeros(near.size(0), near.size(1)).to(near.device(), torch.ScalarType.Float)
                : calibration.scores(own, near, training);
    }

    private void remember(int[] faces, Tensor own, Tensor logarithms) {
        try (var noGrad = new NoGradGuard()) {
            var which = indices(faces);
            rememberedSaid.index_copy_(0, which, torch.exp(logarithms.detach()));
            rememberedFeatures.index_copy_(0, which, own.detach().to(centres.device(), torch.ScalarType.Float));
        }
    }

    /** L_D. */
    private Tensor apart(int[] faces, Tensor own, Tensor trust) {
        var labels = Tensor.create(Arrays.stream(faces).mapToLong(this::label).toArray())
                .to(centres.device(), torch.ScalarType.Long);
        var away = own.sub(centres.index_select(0, labels)).square().mean(1).unsqueeze(1);
        return away.mul(onDevice(trust)).mean().add(NeighboursObjective.push(centres));
    }

    @Override
    public List<Objective.Group> groups() {
        var groups = new ArrayList<Objective.Group>();
        if (calibration != null) {
            groups.addAll(calibration.groups());
        }
        if (objective.centres() > 0) {
            groups.add(new Objective.Group(List.of(centres), 1, false));
        }
        return groups;
    }

    /** Plain gradient descent on each face's own loss: the batch's mean counts it by one over the batch. */
    @Override
    public void afterStep(int[] forwarded) {
        if (batchFactors == null) {
            return;
        }
        int count = Math.toIntExact(batchFactors.size(0));
        var gradient = new float[count];
        batchFactors.grad().cpu().contiguous().<FloatBuffer>createBuffer().get(gradient);
        for (int i = 0; i < count; i++) {
            factors[forwarded[i]] -= (float) (objective.factorRate() * count * gradient[i]);
        }
        batchFactors = null;
    }

    @Override
    public void afterEpoch(int epoch) {
        epochsDone = epoch;
        slips = share();
        movePlaces();
    }

    /** u. */
    double factor(int face) {
        return epochsDone < firstListening ? 0 : 1 / (1 + Math.exp(-factors[face]));
    }

    /** w; a label stands alone at first. */
    private double labelShare(int face) {
        return epochsDone < firstListening ? 1 : objective.labelShare(factor(face));
    }

    /** d of every face by what is remembered now, {@code [faces * emotions]}. */
    private float[] recovered() {
        int classes = set.classes();
        var recovered = new float[factors.length * classes];
        for (int start = 0; start < factors.length; start += CHUNK) {
            int[] faces = IntStream.range(start, Math.min(start + CHUNK, factors.length))
                    .toArray();
            try (var scope = new PointerScope();
                    var noGrad = new NoGradGuard()) {
                var own = rememberedFeatures.narrow(0, start, faces.length);
                FloatBuffer said = withSelf(faces, saidFromMemory(faces, own, false))
                        .cpu()
                        .contiguous()
                        .createBuffer();
                for (int face : faces) {
                    double w = labelShare(face);
                    for (int k = 0; k < classes; k++) {
                        recovered[face * classes + k] = (float) ((1 - w) * said.get() + (k == label(face) ? w : 0));
                    }
                }
            }
        }
        return recovered;
    }

    @Override
    public List<FaceTable> tables() {
        var labels = set.data().labels();
        float[] recovered = recovered();
        FloatBuffer said = rememberedSaid.cpu().contiguous().createBuffer();
        var trusted = new ArrayList<List<String>>();
        var distributions = new ArrayList<List<String>>();
        for (int face = 0; face < factors.length; face++) {
            float[] own = Arrays.copyOfRange(recovered, face * set.classes(), (face + 1) * set.classes());
            var row = new ArrayList<>(
                    LabelTable.row(set.data(), face, label(face), top(own, label(face)), 1 - factor(face)));
            for (int k = 0; k < set.classes(); k++) {
                row.add(LabelTable.number(said.get()));
            }
            trusted.add(row);
            distributions.add(distribution(face, own));
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
        archive.write("factors", Tensor.create(factors));
        archive.write("said", rememberedSaid.cpu());
        archive.write("features", rememberedFeatures.cpu());
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
        Archives.read(archive, "factors").<FloatBuffer>createBuffer().get(factors);
        try (var noGrad = new NoGradGuard()) {
            rememberedSaid.copy_(Archives.read(archive, "said"));
            rememberedFeatures.copy_(Archives.read(archive, "features"));
            centres.copy_(Archives.read(archive, "centres"));
        }
        epochsDone = Math.toIntExact(Archives.read(archive, "epochs").item_long());
        slips = share();
        movePlaces();
        if (calibration != null) {
            var own = new InputArchive();
            archive.read("calibration", own);
            calibration.load(own);
        }
    }
}
