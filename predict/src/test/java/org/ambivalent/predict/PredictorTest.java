package org.ambivalent.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.ModelMetadata;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.Uncertainty;
import org.ambivalent.data.FaceImages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictorTest {

    private static final ImageShape SHAPE = ImageShape.grey(48);
    private static final LinearModel MODEL = LinearModel.random(SHAPE, 7);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void writeModel() throws IOException {
        file = write("model.onnx", MODEL.toOnnx());
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static PredictorOptions options() {
        return PredictorOptions.defaults().withDetector(FaceDetector.wholeImage());
    }

    private static List<byte[]> faces(int count) {
        var random = new Random(count);
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    var pixels = new byte[SHAPE.size()];
                    random.nextBytes(pixels);
                    return pixels;
                })
                .toList();
    }

    @Test
    void answersWithTheSoftmaxOfTheLinearMap() {
        try (var predictor = Predictor.open(file, options())) {
            for (byte[] face : faces(20)) {
                var prediction = predictor.predictCrops(List.of(face)).get(0);
                var expected = Distribution.softmax(MODEL.logits(face));
                assertThat(prediction.distribution().toArray()).containsExactly(expected.toArray(), within(1e-5));
                assertThat(prediction.uncertainty().total()).isCloseTo(expected.entropy(), within(1e-4));
                assertThat(prediction.uncertainty().epistemic()).isZero();
                assertThat(prediction.emotion()).isEqualTo(LabelSet.FERPLUS.name(expected.top()));
            }
        }
    }

    @Test
    void knowsWhatTheFileSaysAboutItself() {
        try (var predictor = Predictor.open(file, options())) {
            assertThat(predictor.metadata()).isEqualTo(MODEL.metadata());
        }
    }

    @Test
    void batchesAnswerAsSingleFacesDo() {
        var faces = faces(70);
        var singles = new ArrayList<Prediction>();
        try (var predictor = Predictor.open(file, options().withBatch(1))) {
            singles.addAll(predictor.predictCrops(faces));
        }
        for (int batch : new int[] {3, 32, 70, 1000}) {
            try (var predictor = Predictor.open(file, options().withBatch(batch).withThreads(1))) {
                assertClose(predictor.predictCrops(faces), singles);
            }
        }
    }

    private static void assertClose(List<Prediction> actual, List<Prediction> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).distribution().toArray())
                    .containsExactly(expected.get(i).distribution().toArray(), within(1e-6));
        }
    }

    @Test
    void noFacesGiveNoPredictions() {
        try (var predictor = Predictor.open(file, options())) {
            assertThat(predictor.predictCrops(List.of())).isEmpty();
        }
    }

    @Test
    void facesOfADatasetAreAnsweredInItsOrder() {
        var faces = faces(40);
        var images = FaceImages.of(SHAPE, faces.toArray(byte[][]::new));
        try (var predictor = Predictor.open(file, options())) {
            assertThat(predictor.predictCrops(images)).isEqualTo(predictor.predictCrops(faces));
        }
    }

    @Test
    void colourModelsReadRedGreenAndBluePlanes() throws IOException {
        var colour = LinearModel.random(ImageShape.colour(16), 3);
        var picture = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        var planes = new byte[3 * 256];
        var random = new Random(5);
        for (int i = 0; i < 256; i++) {
            int rgb = random.nextInt(1 << 24);
            picture.setRGB(i % 16, i / 16, rgb);
            planes[i] = (byte) (rgb >> 16);
            planes[256 + i] = (byte) (rgb >> 8);
            planes[512 + i] = (byte) rgb;
        }
        try (var predictor = Predictor.open(write("colour.onnx", colour.toOnnx()), options())) {
            var face = predictor.predict(picture).get(0);
            assertThat(face.distribution().toArray())
                    .containsExactly(Distribution.softmax(colour.logits(planes)).toArray(), within(1e-5));
        }
    }

    @Test
    void eightThreadsGetTheSameAnswers() throws Exception {
        var faces = faces(50);
        var pool = Executors.newFixedThreadPool(8);
        try (var predictor = Predictor.open(file, options().withBatch(8).withThreads(2))) {
            var expected = predictor.predictCrops(faces);
            Callable<List<Prediction>> task = () -> predictor.predictCrops(faces);
            for (var answer : pool.invokeAll(java.util.Collections.nCopies(40, task))) {
                assertClose(answer.get(), expected);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void closingWhileOthersPredictEitherAnswersOrSaysSo() throws Exception {
        var faces = faces(50);
        var pool = Executors.newFixedThreadPool(4);
        try {
            var predictor = Predictor.open(file, options().withBatch(2));
            Callable<String> task = () -> {
                try {
                    return "answered " + predictor.predictCrops(faces).size();
                } catch (IllegalStateException e) {
                    return e.getMessage();
                }
            };
            var answers =
                    IntStream.range(0, 20).mapToObj(i -> pool.submit(task)).toList();
            predictor.close();
            for (var answer : answers) {
                assertThat(answer.get()).isIn("answered 50", "This predictor is closed");
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void closesItsDetectorOnceAndThenRefuses() {
        int[] closed = {0};
        var detector = counting(closed);
        var predictor = Predictor.open(file, options().withDetector(detector));
        predictor.close();
        predictor.close();
        assertThat(closed[0]).isEqualTo(1);
        assertThatThrownBy(() -> predictor.predictCrops(faces(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("This predictor is closed");
    }

    @Test
    void closesItsDetectorWhereItCannotBeOpened() throws IOException {
        int[] closed = {0};
        var options = options().withDetector(counting(closed));
        assertThatThrownBy(() -> Predictor.open(folder.resolve("missing.onnx"), options))
                .isInstanceOf(BadInputException.class);
        assertThat(closed[0]).isEqualTo(1);
        var noModel = Files.writeString(folder.resolve("text.onnx"), "no model");
        assertThatThrownBy(() -> Predictor.open(noModel, options)).isInstanceOf(BadInputException.class);
        assertThat(closed[0]).isEqualTo(2);
    }

    private static FaceDetector counting(int[] closed) {
        return new FaceDetector() {
            @Override
            public List<DetectedFace> detect(BufferedImage picture) {
                return List.of();
            }

            @Override
            public void close() {
                closed[0]++;
            }
        };
    }

    @Test
    void refusesFacesOfAnotherShape() {
        var images = FaceImages.of(ImageShape.grey(24), new byte[][] {new byte[24 * 24]});
        try (var predictor = Predictor.open(file, options())) {
            assertThatThrownBy(() -> predictor.predictCrops(images))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("48x48 grey")
                    .hasMessageContaining("24x24 grey");
        }
    }

    @Test
    void allFacesOfAPictureAreAnsweredInTheDetectorsOrder() {
        var picture = new BufferedImage(96, 48, BufferedImage.TYPE_3BYTE_BGR);
        var faces = faces(2);
        for (int face = 0; face < 2; face++) {
            for (int i = 0; i < SHAPE.size(); i++) {
                int grey = Byte.toUnsignedInt(faces.get(face)[i]);
                picture.setRGB(48 * face + i % 48, i / 48, grey << 16 | grey << 8 | grey);
            }
        }
        FaceDetector halves = image -> List.of(half(48), half(0));
        try (var predictor = Predictor.open(file, options().withDetector(halves))) {
            var found = predictor.predict(picture);
            assertThat(found).extracting(FacePrediction::box).containsExactly(half(48).box(), half(0).box());
            assertThat(found)
                    .extracting(FacePrediction::prediction)
                    .isEqualTo(predictor.predictCrops(List.of(faces.get(1), faces.get(0))));
            assertThat(found.get(0).uncertainty())
                    .isEqualTo(Uncertainty.of(List.of(found.get(0).distribution())));
        }
    }

    private static DetectedFace half(int x) {
        var box = new Box(x, 0, 48, 48);
        return new DetectedFace(box, CropRegion.square(box, 1, 0), 1, null);
    }

    @Test
    void aMissingModelIsTheUsersToSolve() {
        assertBad(folder.resolve("missing.onnx"), "missing.onnx", "no such file", "Check the path");
    }

    @Test
    void aFolderIsNoModel() {
        assertBad(folder, folder.toString(), "a folder", "model.onnx");
    }

    @Test
    void anEmptyFileIsNoModel() throws IOException {
        assertBad(write("empty.onnx", new byte[0]), "empty.onnx", "is empty");
    }

    @Test
    void aTextFileIsNoModel() throws IOException {
        assertBad(
                write("text.onnx", "Hello, I am no model.".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                "text.onnx",
                "not an ONNX file");
    }

    @Test
    void truncatedModelsAreRefusedWhereverTheyEnd() throws IOException {
        byte[] whole = MODEL.toOnnx();
        for (int percent : new int[] {1, 10, 50, 90, 99}) {
            var part = write(percent + ".onnx", Arrays.copyOf(whole, whole.length * percent / 100));
            assertThatThrownBy(() -> Predictor.open(part, options()))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(part.toString());
        }
    }

    @Test
    void anOnnxFileThatIsNotOursIsRefused() throws IOException {
        var foreign = write("foreign.onnx", MODEL.toOnnx(Map.of("author", "someone")));
        assertBad(foreign, "foreign.onnx", "not a model of Ambivalent", "ambivalent train");
    }

    @Test
    void aNewerFormatIsRefusedWithTheVersionThatWroteIt() throws IOException {
        var newer = new TreeMap<>(MODEL.metadata().toMap());
        newer.put("ambivalent.format", "99");
        newer.put("ambivalent.provenance.version", "9.9.9");
        assertBad(write("newer.onnx", MODEL.toOnnx(newer)), "newer.onnx", "format 99", "9.9.9", "Update");
    }

    @Test
    void metadataThatPromiseOtherOutputsAreRefused() throws IOException {
        var labels = LabelSet.of("calm", "upset");
        var other = new ModelMetadata(
                labels,
                MODEL.metadata().preprocessing(),
                "linear",
                MODEL.metadata().posterior(),
                Map.of());
        assertBad(
                write("labels.onnx", MODEL.toOnnx(other.toMap())),
                "labels.onnx",
                "probabilities",
                "[-1, 2]",
                "export the model again");
    }

    @Test
    void metadataThatPromiseOtherInputsAreRefused() throws IOException {
        var shape = new TreeMap<>(MODEL.metadata().toMap());
        shape.put("ambivalent.input.height", "64");
        assertBad(write("shape.onnx", MODEL.toOnnx(shape)), "shape.onnx", "images", "[-1, 1, 64, 48]");
    }

    @Test
    void weightsThatAreNotNumbersAreTheFilesFault() throws IOException {
        var weights = LinearModel.random(SHAPE, 1).weights();
        weights[0][0] = Float.NaN;
        var broken = write("nan.onnx", new LinearModel(MODEL.metadata(), weights).toOnnx());
        try (var predictor = Predictor.open(broken, options())) {
            assertThatThrownBy(() -> predictor.predictCrops(faces(1)))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("nan.onnx")
                    .hasMessageContaining("damaged");
        }
    }

    private static void assertBad(Path model, String... parts) {
        assertThatThrownBy(() -> Predictor.open(model, options()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void theBundledModelAnswers() {
        assumeTrue(Predictor.class.getResource("bundled.onnx") != null, "this build has no bundled model yet");
        try (var predictor = Predictor.bundled(options())) {
            var shape = predictor.metadata().preprocessing().shape();
            assertThat(predictor.predictCrops(List.of(new byte[shape.size()]))).hasSize(1);
        }
    }

    @Test
    void settingsThatCannotWorkAreRefused() {
        assertThatThrownBy(() -> options().withThreads(0)).hasMessageContaining("0");
        assertThatThrownBy(() -> options().withBatch(0)).hasMessageContaining("0");
        assertThatThrownBy(() -> options().withBatch(1 << 20)).hasMessageContaining("1048576");
    }
}
