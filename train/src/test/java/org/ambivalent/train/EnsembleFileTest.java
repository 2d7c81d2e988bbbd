package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.PosteriorSpec;
import org.ambivalent.core.Preprocessing;
import org.ambivalent.core.Version;
import org.ambivalent.data.AtomicFiles;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of untrained networks, joined and grown. */
class EnsembleFileTest {

    private static final ImageShape SHAPE = ImageShape.grey(48);

    @TempDir
    private Path folder;

    private Path network(
            String name, long seed, Head head, Preprocessing preprocessing, Map<String, String> provenance) {
        var file = folder.resolve(name);
        var model = Model.create(new Small(), head, SHAPE, 8, new Device("cpu"), seed);
        try (var weights = model.weights()) {
            var metadata = new ModelMetadata(
                    LabelSet.FERPLUS, preprocessing, "small", PosteriorSpec.DETERMINISTIC, provenance);
            AtomicFiles.write(file, model.toOnnx(metadata, Stochastic.HEAD));
        }
        return file;
    }

    private Path network(long seed) {
        return network(
                seed + ".onnx",
                seed,
                new ImportanceHead(true),
                new Preprocessing(SHAPE, 0.5, 0.25),
                Map.of("data.hash", "d", "seed", Long.toString(seed), "valid.accuracy", "0.5", "epoch", "3"));
    }

    private Path joined(String name, Path... files) {
        var file = folder.resolve(name);
        AtomicFiles.write(file, EnsembleFile.join(List.of(files)));
        return file;
    }

    /** However it came about: at once, or one after another, each on top of the last. */
    @Test
    void answersWithTheMeanAndEachMember() throws Exception {
        var members = List.of(network(1), network(2), network(3), network(4));
        var atOnce = joined("once.onnx", members.toArray(Path[]::new));
        var two = joined("two.onnx", members.get(0), members.get(1));
        var three = joined("three.onnx", two, members.get(2));
        var grown = joined("grown.onnx", three, members.get(3));
        var pairs = joined("pairs.onnx", two, joined("others.onnx", members.get(2), members.get(3)));
        var last = joined("last.onnx", members.get(0), joined("behind.onnx", members.get(1), members.get(2)));
        var before = joined("before.onnx", last, members.get(3));
        for (var file : List.of(atOnce, grown, pairs, before)) {
            var answer = ask(file);
            var samples = (float[][][]) answer.get("samples");
            var probabilities = (float[][]) answer.get("probabilities");
            var importance = (float[]) answer.get("importance");
            var features = (float[][]) answer.get("features");
            assertThat(samples).hasNumberOfRows(4);
            double trust = 0;
            for (int member = 0; member < 4; member++) {
                var alone = ask(members.get(member));
                assertThat(samples[member]).isDeepEqualTo((float[][]) alone.get("probabilities"));
                assertThat(((float[][][]) answer.get("logits"))[member]).isDeepEqualTo((float[][]) alone.get("logits"));
                float[] own = ((float[][]) alone.get("features"))[1];
                for (int i = 0; i < own.length; i++) {
                    assertThat(features[1][member * own.length + i]).isEqualTo(own[i]);
                }
                trust += ((float[]) alone.get("importance"))[1] / 4;
            }
            assertThat(importance[1]).isCloseTo((float) trust, within(1e-6f));
            for (int k = 0; k < 8; k++) {
                float mean = (samples[0][1][k] + samples[1][1][k] + samples[2][1][k] + samples[3][1][k]) / 4;
                assertThat(probabilities[1][k]).isCloseTo(mean, within(1e-6f));
            }
        }
        var metadata = ModelFile.metadata(grown);
        assertThat(metadata.posterior()).isEqualTo(new PosteriorSpec("ensemble", 4, PosteriorSpec.Masking.NONE, 0, 1));
        for (var file : List.of(atOnce, pairs, before)) {
            assertThat(ModelFile.metadata(file).provenance()).isEqualTo(metadata.provenance());
        }
        assertThat(metadata.provenance())
                .containsEntry("version", Version.CURRENT)
                .containsEntry("data.hash", "d")
                .containsEntry("member4.seed", "4")
                .containsEntry("member2.valid.accuracy", "0.5")
                .doesNotContainKeys("seed", "epoch", "valid.accuracy");
        assertThat(ModelFile.model(grown).getGraph().getInitializerList())
                .extracting(TensorProto::getName)
                .contains("member4.head.weight")
                .doesNotHaveDuplicates();
    }

    /** It is that of one member, and would be taken for that of the mean. */
    @Test
    void leavesOutACalibration() throws Exception {
        var calibrated = network(1);
        var model = ModelFile.model(calibrated).toBuilder();
        var node =
                model.getGraphBuilder().addNodeBuilder().setOpType("ReduceMax").addInput("features");
        node.addOutput("unfamiliarity");
        model.getGraphBuilder()
                .addInitializer(TensorProto.newBuilder()
                        .setName("familiarity.mean")
                        .setDataType(1)
                        .addDims(1)
                        .addFloatData(1));
        model.addMetadataPropsBuilder()
                .setKey("ambivalent.calibration.temperature")
                .setValue("2");
        Files.write(calibrated, model.build().toByteArray());
        var file = joined("two.onnx", calibrated, network(2));
        assertThat(ModelFile.metadata(file).calibration()).isEmpty();
        var text = ModelProto.parseFrom(Files.readAllBytes(file)).toString();
        assertThat(text).doesNotContain("unfamiliarity").doesNotContain("familiarity.mean");
    }

    /** As format 1 had them: answers, and no features. */
    @Test
    void aFileWithoutFeaturesIsAskedForThem() throws Exception {
        var whole = network(1);
        var model = ModelFile.model(whole);
        var graph = model.getGraph().toBuilder().clearNode().clearOutput();
        model.getGraph().getNodeList().stream()
                .filter(node -> !node.getOutputList().contains("features"))
                .forEach(graph::addNode);
        model.getGraph().getOutputList().stream()
                .filter(output -> !output.getName().equals("features"))
                .forEach(graph::addOutput);
        var old = folder.resolve("old.onnx");
        Files.write(old, model.toBuilder().setGraph(graph).build().toByteArray());
        assertThat(ask(old)).doesNotContainKey("features");
        var expected = (float[][]) ask(joined("others.onnx", whole, network(2))).get("features");
        assertThat((float[][]) ask(joined("two.onnx", old, network(2))).get("features"))
                .isDeepEqualTo(expected);
        // Weights of 16 bits pass a Cast before they are used.
        var half = folder.resolve("half.onnx");
        Files.write(
                half,
                model.toBuilder()
                        .setGraph(casting(graph, "head.weight"))
                        .build()
                        .toByteArray());
        assertThat((float[][]) ask(joined("three.onnx", half, network(2))).get("features"))
                .isDeepEqualTo(expected);
    }

    private static GraphProto casting(GraphProto.Builder graph, String tensor) {
        var cast = GraphProto.newBuilder(graph.build()).clearNode();
        cast.addNode(NodeProto.newBuilder()
                .setOpType("Cast")
                .addInput(tensor)
                .addOutput(tensor + ".float")
                .addAttribute(AttributeProto.newBuilder()
                        .setName("to")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(TensorProto.DataType.FLOAT.getNumber())));
        for (var node : graph.getNodeList()) {
            var inputs = node.getInputList().stream()
                    .map(name -> name.equals(tensor) ? tensor + ".float" : name)
                    .toList();
            cast.addNode(node.toBuilder().clearInput().addAllInput(inputs));
        }
        return cast.build();
    }

    /** Two looks are the mean of one look at the face and one at its mirror image: features say so. */
    @Test
    void membersThatLookTwiceMayLookOnce() throws Exception {
        var files = List.of(compact(1), compact(2));
        var twice = joined("twice.onnx", files.toArray(Path[]::new));
        var once = folder.resolve("once.onnx");
        AtomicFiles.write(once, EnsembleFile.join(files, true));
        var both = (float[][]) ask(twice).get("features");
        var own = (float[][]) ask(once).get("features");
        var mirrored =
                (float[][]) ask(once, new Preprocessing(SHAPE, 0.5, 0.25), true).get("features");
        int width = own[1].length / 2;
        for (int k = 0; k < 2 * width; k++) {
            assertThat((own[1][k] + mirrored[1][k]) / 2).isCloseTo(both[1][k], within(1e-4f));
        }
        var alone = joined("alone.onnx", compact(3), compact(2));
        var other = folder.resolve("other.onnx");
        AtomicFiles.write(other, EnsembleFile.join(List.of(compact(3), compact(1)), true));
        assertThat(own[1]).as("the first looks at the face").isNotEqualTo(mirrored[1]);
        var atMirror = (float[][])
                ask(other, new Preprocessing(SHAPE, 0.5, 0.25), true).get("features");
        for (int k = 0; k < width; k++) {
            assertThat(atMirror[1][width + k])
                    .as("what looks second sees in the mirror image what it would see in the face if it looked first")
                    .isCloseTo(own[1][k], within(1e-4f));
        }
        assertThat(ModelFile.metadata(once).provenance()).containsKey("looks");
        assertThatThrownBy(() -> EnsembleFile.join(List.of(network(1), network(2)), true))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("--one-look");
        assertThatThrownBy(() -> EnsembleFile.join(List.of(alone, compact(1)), true))
                .hasMessageContaining("is an ensemble itself");
    }

    private Path compact(long seed) {
        var file = folder.resolve("compact" + seed + ".onnx");
        var model = Model.create(Networks.named("compact"), new LinearHead(), SHAPE, 8, new Device("cpu"), seed);
        try (var weights = model.weights()) {
            var metadata = new ModelMetadata(
                    LabelSet.FERPLUS,
                    new Preprocessing(SHAPE, 0.5, 0.25),
                    "compact",
                    PosteriorSpec.DETERMINISTIC,
                    Map.of("seed", Long.toString(seed)));
            AtomicFiles.write(file, model.toOnnx(metadata, Stochastic.HEAD));
        }
        return file;
    }

    /** Where no faces are for validation, other seeds train on others, which have another mean. */
    @Test
    void eachSeesImagesAsItWasTrainedTo() throws Exception {
        var own = new Preprocessing(SHAPE, 0.5, 0.25);
        var others = new Preprocessing(SHAPE, 0.4, 0.3);
        var one = network("one.onnx", 1, new LinearHead(), own, Map.of());
        var other = network("other.onnx", 2, new LinearHead(), others, Map.of());
        var samples = (float[][][]) ask(joined("two.onnx", one, other), own).get("samples");
        assertThat(samples[0]).isDeepEqualTo((float[][]) ask(one, own).get("probabilities"));
        var expected = (float[][]) ask(other, others).get("probabilities");
        var unlike = (float[][]) ask(other, own).get("probabilities");
        for (int k = 0; k < 8; k++) {
            assertThat(samples[1][1][k]).isCloseTo(expected[1][k], within(1e-5f));
        }
        assertThat(unlike[1][0]).isNotCloseTo(expected[1][0], within(1e-4f));
    }

    /** What was shared by two, and is not by three, is that of the two. */
    @Test
    void aMemberKeepsItsProvenanceAsTheEnsembleGrows() {
        var other = network(
                "other.onnx",
                3,
                new ImportanceHead(true),
                new Preprocessing(SHAPE, 0.5, 0.25),
                Map.of("data.hash", "e", "seed", "3"));
        var grown = joined("three.onnx", joined("two.onnx", network(1), network(2)), other);
        assertThat(ModelFile.metadata(grown).provenance())
                .containsEntry("member1.data.hash", "d")
                .containsEntry("member2.data.hash", "d")
                .containsEntry("member3.data.hash", "e")
                .containsEntry("member2.epoch", "3")
                .doesNotContainKey("data.hash");
    }

    @Test
    void oneWithoutImportanceTakesItFromAll() throws Exception {
        var plain = network("plain.onnx", 5, new LinearHead(), new Preprocessing(SHAPE, 0.5, 0.25), Map.of());
        assertThat(ask(joined("two.onnx", network(1), plain))).doesNotContainKey("importance");
    }

    @Test
    void saysWhatDoesNotFit() {
        var one = network(1);
        assertRefused("at least two", one);
        assertRefused("is in " + one + " already", one, network(2), one);
        var two = joined("two.onnx", one, network(2));
        assertRefused("is in " + two + " already", two, network(2));
        assertRefused("has a member that is in", joined("others.onnx", network(3), network(2)), two);
        var stochastic = folder.resolve("dropout.onnx");
        ModelFile.writeUntrained(stochastic, "small", SHAPE, LabelSet.FERPLUS, "mc-dropout");
        assertRefused("its posterior is mc-dropout", one, stochastic);
        var heads = folder.resolve("heads.onnx");
        ModelFile.writeUntrained(heads, "small", SHAPE, LabelSet.FERPLUS, "sub-ensemble:2");
        assertRefused("its posterior is sub-ensemble", one, heads);
        var compact = folder.resolve("compact.onnx");
        ModelFile.writeUntrained(compact, "compact", SHAPE, LabelSet.FERPLUS);
        assertRefused("has another network (compact)", one, compact);
        var words = folder.resolve("words.onnx");
        ModelFile.writeUntrained(words, "small", SHAPE, LabelSet.of("glad", "sad"));
        assertRefused("has another list of emotions (glad, sad)", one, words);
        assertRefused("is missing or not a model file", one, folder.resolve("nowhere.onnx"));
    }

    private static void assertRefused(String why, Path... files) {
        assertThatThrownBy(() -> EnsembleFile.join(List.of(files)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(why);
    }

    private static Map<String, Object> ask(Path file) throws Exception {
        return ask(file, new Preprocessing(SHAPE, 0.5, 0.25));
    }

    /** About the same bytes, whatever is made of them. */
    private static Map<String, Object> ask(Path file, Preprocessing preprocessing) throws Exception {
        return ask(file, preprocessing, false);
    }

    /** The same, or their mirror images. */
    private static Map<String, Object> ask(Path file, Preprocessing preprocessing, boolean mirrored) throws Exception {
        var environment = OrtEnvironment.getEnvironment();
        var images = FloatBuffer.allocate(3 * SHAPE.size());
        while (images.hasRemaining()) {
            int column = images.position() % SHAPE.width();
            int at = images.position() + (mirrored ? SHAPE.width() - 1 - 2 * column : 0);
            images.put(preprocessing.normalise((byte) (at * 31 % 251)));
        }
        var answer = new HashMap<String, Object>();
        try (var session = environment.createSession(file.toString());
                var input = OnnxTensor.createTensor(environment, images.flip(), new long[] {3, 1, 48, 48});
                var result = session.run(Map.of("images", input))) {
            for (var output : result) {
                answer.put(output.getKey(), output.getValue().getValue());
            }
        }
        return answer;
    }
}
