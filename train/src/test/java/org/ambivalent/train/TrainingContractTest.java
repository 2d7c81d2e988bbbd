package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.Masks;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.Preprocessing;
import org.ambivalent.data.Augmentation;
import org.ambivalent.data.Batches;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Protocol;
import org.ambivalent.data.SampledFaces;
import org.ambivalent.data.Split;
import org.ambivalent.data.ValenceArousal;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any objective trains any network, and under any posterior; slow networks are tried under one. A new one joins by its line in
 * {@link Objectives}, {@link Networks} or {@link Posterior#names()}.
 */
class TrainingContractTest {

    private static final Dataset DATA = placed(Faces.generated(96, 32, ImageShape.grey(48), 1));
    private static final Dataset FEW =
            placed(SampledFaces.defaults().withCounts(40, 8, 0).dataset());
    private static final Device CPU = new Device("cpu");

    /** Under which everything it keeps has changed before the first checkpoint. */
    private static final String BUSY_SELF_CURE = "self-cure:delta1=learn,relabel=all,from=0,delta2=0";

    private static final String RANKING_SELF_CURE = "self-cure:weight=off";

    private static final String LIVE_NEIGHBOURS = "neighbours:memory=live,from=0,k=2";

    private static final String OWN_NEIGHBOURS = "neighbours:form=own,self=1,from=0,k=2";

    /** Faces move after each epoch, and neighbours are heard from the second on. */
    private static final String MOVING_NEIGHBOURS = "neighbours:form=own,from=0,k=2";

    /** One training each. */
    private static final Set<String> SLOW = Set.of("resnet18", "vgg13", "resnet50", "ir50");

    @TempDir
    private Path folder;

    /** With valence and arousal, for objectives that look at them: emotions are spread over a circle. */
    private static Dataset placed(Dataset data) {
        int emotions = data.labels().size();
        return data.map(face -> face.withValenceArousal(
                place(Protocol.ALL_VOTES.target(face, emotions).orElseThrow().distribution())));
    }

    private static ValenceArousal place(Distribution p) {
        double valence = 0;
        double arousal = 0;
        for (int k = 0; k < p.size(); k++) {
            valence += p.probability(k) * Math.cos(k) / 2;
            arousal += p.probability(k) * Math.sin(k) / 2;
        }
        return new ValenceArousal(valence, arousal);
    }

    static List<String> objectives() {
        return Objectives.names();
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void learnsWhatIsThereToLearn(String objective) {
        var settings = settings("small", objective, 8);
        try (var trainer = Trainer.start(folder.resolve("run"), settings, DATA, "generated", CPU, null)) {
            trainer.run(new TrainListener() {});
            assertThat(trainer.log().get(7).validAccuracy()).isGreaterThan(0.8);
        }
    }

    /** As nearly all trainings are: in bf16, and with AdamW, whose own state goes through a checkpoint too. */
    @Test
    void learnsAndResumesInHalfPrecisionToo() {
        var settings = settings("small", "votes", 8)
                .but()
                .precision(Precision.BF16)
                .optimiser(new TrainSettings.Optimiser(
                        TrainSettings.Rule.ADAMW, 0.002, 0.05, TrainSettings.Schedule.COSINE, 0.5))
                .keep(TrainSettings.Keep.LAST)
                .build();
        var whole = folder.resolve("whole");
        try (var trainer = Trainer.start(whole, settings, DATA, "generated", CPU, null)) {
            trainer.run(new TrainListener() {});
            assertThat(trainer.log().get(7).validAccuracy()).isGreaterThan(0.8);
        }
        var killed = folder.resolve("killed");
        try (var trainer = Trainer.start(killed, settings, DATA, "generated", CPU, null)) {
            assertThatThrownBy(() -> trainer.run(new KilledInEpoch(5, new AtomicInteger())))
                    .isInstanceOf(Killed.class);
        }
        try (var trainer = Trainer.resume(RunFolder.resume(killed), DATA, CPU)) {
            assertThat(trainer.log()).hasSize(4);
            trainer.run(new TrainListener() {});
        }
        assertThat(killed.resolve("model.onnx")).hasSameBinaryContentAs(whole.resolve("model.onnx"));
    }

    static Stream<Arguments> trainings() {
        var objectives = Stream.concat(
                        Objectives.names().stream(),
                        Stream.of(
                                BUSY_SELF_CURE, RANKING_SELF_CURE, LIVE_NEIGHBOURS, OWN_NEIGHBOURS, MOVING_NEIGHBOURS))
                .toList();
        var everyPosterior = objectives.stream()
                .flatMap(objective -> posteriors().flatMap(posterior -> Stream.of(Stochastic.values())
                        .map(where -> Arguments.of("small", objective, posterior, where))));
        var everyNetwork = Networks.names().stream()
                .filter(network -> !network.equals("small") && !SLOW.contains(network))
                .flatMap(network -> Objectives.names().stream()
                        .map(objective -> Arguments.of(network, objective, "deterministic", Stochastic.HEAD)));
        var slow =
                SLOW.stream().sorted().map(network -> Arguments.of(network, "votes", "deterministic", Stochastic.HEAD));
        return Stream.of(everyPosterior, everyNetwork, slow).flatMap(all -> all);
    }

    /** Of two members where there are members. */
    private static Stream<String> posteriors() {
        return Posterior.names().stream().map(name -> name.replace(":M", ":2"));
    }

    /** Trains, dies in the middle of an epoch, resumes, and exports; the model file says what LibTorch says. */
    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @MethodSource("trainings")
    void endsWithTheSameModelAfterBeingKilled(String network, String objective, String posterior, Stochastic where)
            throws Exception {
        int epochs = objective.equals(MOVING_NEIGHBOURS) ? 3 : 2;
        var settings = settings(network, objective, epochs)
                .but()
                .posterior(posterior)
                .stochastic(where)
                // The best epoch may be one from before it died.
                .keep(TrainSettings.Keep.LAST)
                .build();
        var whole = folder.resolve("whole");
        start(whole, settings, new TrainListener() {});
        var killed = folder.resolve("killed");
        assertThatThrownBy(() -> start(killed, settings, new KilledInEpoch(epochs, new AtomicInteger())))
                .isInstanceOf(Killed.class);
        resume(killed, settings);
        assertThat(killed.resolve("model.onnx")).hasSameBinaryContentAs(whole.resolve("model.onnx"));

        var tables = tables(whole);
        assertThat(tables(killed)).as("what was learned about each face").isEqualTo(tables);
        assertThat(named(whole, "labels.html"))
                .as("a page of labels where they are weighed")
                .hasSameSizeAs(named(whole, "labels.csv"));
        if (objective.equals(BUSY_SELF_CURE)) {
            assertThat(tables.get(named(whole, "relabelling.csv").get(0)).lines())
                    .hasSizeGreaterThan(1);
        }
        assertAnswersAsLibTorchDoes(whole, settings);
        if (objective.equals(OWN_NEIGHBOURS) && posterior.equals("deterministic")) {
            assertRecoversWhatTheTrainedNetworkSays(whole, settings);
        }
    }

    @Test
    void refusesToGoOnWithFacesAtOtherPlaces() {
        var run = folder.resolve("run");
        start(run, settings("small", "neighbours:k=2", 1), new TrainListener() {});
        var moved = FEW.map(face -> face.withValenceArousal(new ValenceArousal(0, 0)));
        assertThatThrownBy(() -> Trainer.resume(RunFolder.resume(run), moved, CPU))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("valence and arousal")
                .hasMessageContaining("run-valence-arousal");
    }

    /** The validation faces contradict the training faces, so what is learned looks worse and worse. */
    @Test
    void whatIsRecoveredIsOfTheEpochKept() {
        int emotions = FEW.labels().size();
        var misled = FEW.map(face ->
                face.split() == Split.VALID ? face.withLabelAlone((face.votes().plurality() + 1) % emotions) : face);
        var run = folder.resolve("run");
        var settings = settings("small", OWN_NEIGHBOURS, 6);
        try (var trainer = Trainer.start(run, settings, misled, "generated", CPU, null)) {
            trainer.run(new TrainListener() {});
            assertThat(trainer.kept().epoch()).isLessThan(6);
        }
        assertRecoversWhatTheTrainedNetworkSays(run, settings);
    }

    /** But for the label's own share, what is recovered of a face is what the model in the file says of it. */
    private static void assertRecoversWhatTheTrainedNetworkSays(Path run, TrainSettings settings) {
        var faces = FEW.split(Split.TRAIN);
        var model = model(run, settings);
        var said = model.predict(faces, ModelFile.metadata(run).preprocessing(), Precision.FP32);
        model.weights().close();
        var ids = faces.faces().stream().map(face -> face.id()).toList();
        var rows = FaceTable.read(run.resolve("recovered.csv")).byName();
        assertThat(rows).hasSizeGreaterThan(20);
        for (var row : rows) {
            var word = said.get(ids.indexOf(row.get("id")));
            int given = FEW.labels().indexOf(row.get("given"));
            double label = Double.parseDouble(row.get("recovered." + row.get("given")));
            for (int k = 0; k < FEW.labels().size(); k++) {
                double others = 1 - word.probability(given);
                double expected = (1 - label) * word.probability(k) / others;
                double recovered =
                        Double.parseDouble(row.get("recovered." + FEW.labels().name(k)));
                assertThat(recovered).isCloseTo(k == given ? label : expected, within(1e-3));
            }
        }
    }

    /** Trains one network, or all of an ensemble; the listener hears of the last of them. */
    private static void start(Path run, TrainSettings settings, TrainListener listener) {
        if (EnsembleTraining.isOne(settings)) {
            var ensemble = EnsembleTraining.start(run, settings, FEW, "generated", CPU, null);
            ensemble.run((member, of, trainer) -> trainer.run(member == of ? listener : new TrainListener() {}));
        } else {
            try (var trainer = Trainer.start(run, settings, FEW, "generated", CPU, null)) {
                trainer.run(listener);
            }
        }
    }

    private static void resume(Path run, TrainSettings settings) {
        if (EnsembleTraining.isOne(settings)) {
            var ensemble = EnsembleTraining.resume(run, FEW, CPU);
            ensemble.run((member, of, trainer) -> resume(trainer));
        } else {
            try (var trainer = Trainer.resume(RunFolder.resume(run), FEW, CPU)) {
                resume(trainer);
            }
        }
    }

    private static void resume(Trainer trainer) {
        assertThat(trainer.log()).hasSize(trainer.settings().epochs() - 1);
        trainer.run(new TrainListener() {});
    }

    private static Map<Path, String> tables(Path run) {
        var tables = new TreeMap<Path, String>();
        for (var table : named(run, "csv")) {
            tables.put(table, read(run.resolve(table)));
        }
        return tables;
    }

    /** The files of a run, or of its members, whose names end so. */
    private static List<Path> named(Path run, String end) {
        try (var files = Files.walk(run)) {
            return files.filter(file -> file.toString().endsWith(end))
                    .map(run::relativize)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertAnswersAsLibTorchDoes(Path run, TrainSettings settings) throws Exception {
        var metadata = ModelFile.metadata(run);
        var spec = metadata.posterior();
        var where = settings.stochastic();
        var faces = FEW.split(Split.VALID);
        float[] images = images(faces, metadata.preprocessing());
        long[] keys = LongStream.range(0, faces.size()).toArray();
        var masks = new Masks(spec.rate(), 7);
        var models = models(run, settings);
        try (var file = new OnnxAnswers(Files.readAllBytes(run.resolve("model.onnx")))) {
            // Two samples in all: of a head in one run, of all layers in two.
            int aRun = where == Stochastic.HEAD ? 2 : 1;
            for (int from = 0; from < 2; from += aRun) {
                var chance = spec.isStochastic()
                        ? new SampledChance(masks, spec.masking(), where, keys, from, from + aRun)
                        : Chance.NONE;
                var given = file.about(images, settings.input(), masks, keys, from, from + aRun);
                LibTorchAnswers.assertGiven(LibTorchAnswers.about(models, images, chance), given);
                if (!spec.isStochastic()) {
                    assertValidated(faces, given.getOrDefault("probabilities", new float[0]), metadata);
                }
            }
        } finally {
            models.forEach(model -> model.weights().close());
        }
    }

    private static float[] images(Dataset faces, Preprocessing preprocessing) {
        try (var batches = Batches.inOrder(faces, preprocessing, faces.size())) {
            return batches.next().images();
        }
    }

    /** The trained network, or all of an ensemble, from their own model files. */
    private static List<Model> models(Path run, TrainSettings settings) {
        int networks = Posterior.of(settings).networks();
        return IntStream.rangeClosed(1, networks)
                .mapToObj(member -> model(networks == 1 ? run : run.resolve("member" + member), settings))
                .toList();
    }

    private static Model model(Path run, TrainSettings settings) {
        var network = Networks.named(settings.network());
        var head = Objectives.named(settings.objective()).head();
        int heads = Posterior.of(settings).heads();
        var model = Model.create(
                network, head, heads, settings.input(), FEW.labels().size(), CPU, 99);
        var loaded = ModelFile.load(run, model.weights(), FEW.labels());
        assertThat(loaded.notUsed()).isEmpty();
        return model;
    }

    /** The figures in the file, of the average of the weights, are those of what is in the file. */
    private static void assertValidated(Dataset faces, float[] probabilities, ModelMetadata metadata) {
        int classes = faces.labels().size();
        var predicted = IntStream.range(0, faces.size())
                .mapToObj(face -> IntStream.range(0, classes).mapToDouble(k -> probabilities[face * classes + k]))
                .map(row -> Distribution.of(row.toArray()))
                .toList();
        double figure = Double.parseDouble(metadata.provenance().getOrDefault("valid.crossEntropy", ""));
        assertThat(Validation.of(faces, predicted).crossEntropy()).isCloseTo(figure, within(2e-4));
    }

    private static TrainSettings settings(String network, String objective, int epochs) {
        var optimiser =
                new TrainSettings.Optimiser(TrainSettings.Rule.SGD, 0.02, 1e-4, TrainSettings.Schedule.COSINE, 0.5);
        return TrainSettings.defaults()
                .network(network)
                .objective(objective)
                .input(ImageShape.grey(48))
                .epochs(epochs)
                .batch(16)
                .optimiser(optimiser)
                .averaging(0.9)
                .dropout(0.2)
                .classWeights(ClassWeights.NONE)
                .augmentation(Augmentation.standard())
                .seed(5)
                .precision(Precision.FP32)
                .threads(2)
                .build();
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Dies in the middle of an epoch. */
    private record KilledInEpoch(int epoch, AtomicInteger seen) implements TrainListener {
        @Override
        public void epochStarted(int started, int epochs, int batches) {
            seen.set(started);
        }

        @Override
        public void batchDone(int done, double meanLoss) {
            if (seen.get() == epoch) {
                throw new Killed();
            }
        }
    }
}
