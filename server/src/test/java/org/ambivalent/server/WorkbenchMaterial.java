package org.ambivalent.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import javax.imageio.ImageIO;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Datasets;
import org.ambivalent.data.Evaluation;
import org.ambivalent.data.ManifestWriter;
import org.ambivalent.data.PredictedFaces;
import org.ambivalent.data.ReadOptions;
import org.ambivalent.data.SampledFaces;
import org.ambivalent.decide.ConformalMethod;
import org.ambivalent.decide.ConformalScore;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.predict.Calibrator;
import org.ambivalent.predict.Predictor;

/**
 * What the workbench is tried with: faces that nobody has, a model calibrated with them, runs, and a photo of four. The model,
 * {@code sampled.onnx}, was made with
 *
 * <pre>
 * ./ambivalent data sample --out sampled --faces 4000
 * ./ambivalent train --data sampled --out runs/sampled --network small --posterior mc-dropout --epochs 4
 * </pre>
 */
final class WorkbenchMaterial {

    private static final int FACES = 600;
    private static final int EVALUATED = 150;
    private static final int IN_THE_PHOTO = 4;
    private static final double[] RISKS = {0.1, 0.2, 0.3};

    private final Path folder;
    private final Dataset faces;
    private byte[] photo = {};

    private WorkbenchMaterial(Path folder) {
        this.folder = folder;
        faces = SampledFaces.defaults().withCounts(0, FACES, 0).dataset();
    }

    /** Writes all of it below a folder. */
    static WorkbenchMaterial below(Path folder) throws IOException {
        var material = new WorkbenchMaterial(folder);
        ManifestWriter.writeWithImages(material.faces, material.dataset());
        material.writeModel();
        material.writeRuns();
        return material;
    }

    Path dataset() {
        return folder.resolve("faces");
    }

    Path model() {
        return folder.resolve("calibrated.onnx");
    }

    /** The same network, not calibrated. */
    private Path plain() {
        return folder.resolve("plain.onnx");
    }

    Path runs() {
        return folder.resolve("runs");
    }

    /** One face, cropped. */
    byte[] crop() {
        return Running.png(faces, 0);
    }

    private void writeModel() throws IOException {
        Files.write(model(), trained());
        Files.write(plain(), trained());
        try (var predictor = Predictor.open(model())) {
            var answers = predictor.answerCrops(faces.images());
            var result = DoubleStream.of(RISKS)
                    .mapToObj(risk -> Calibrator.of(faces, answers, promising(risk)))
                    .filter(one -> one.decisions().abstention().isPresent())
                    .findFirst()
                    .orElseThrow();
            Files.write(model(), Calibrator.write(trained(), "sampled.onnx", result, Map.of()));
        }
    }

    private static byte[] trained() throws IOException {
        try (var model = Objects.requireNonNull(WorkbenchMaterial.class.getResourceAsStream("sampled.onnx"))) {
            return model.readAllBytes();
        }
    }

    private static Calibrator.Settings promising(double risk) {
        return new Calibrator.Settings(
                Optional.of(Calibrator.Promise.MAJORITY),
                Calibrator.Promise.MAJORITY,
                OptionalDouble.of(0.9),
                new ConformalMethod(ConformalScore.LAC, false, false),
                OptionalDouble.of(risk),
                0.1,
                0.99,
                1);
    }

    private void writeRuns() throws IOException {
        try (var plain = Predictor.open(plain());
                var calibrated = Predictor.open(model())) {
            evaluate(plain, "plain");
            evaluate(calibrated, "calibrated");
            photo = png(picture(inThePhoto(calibrated)));
        }
        startTraining("calibrated", 3);
        startTraining("growing", 5);
        for (int epoch = 1; epoch <= 3; epoch++) {
            endEpoch("calibrated", epoch);
        }
        endEpoch("growing", 1);
    }

    private void evaluate(Predictor predictor, String run) {
        // As evaluate does it: the images of another dataset, of the same faces, would not be shown.
        var some = Datasets.read(dataset(), ReadOptions.defaults()).limit(EVALUATED);
        var predictions = predictor.predictCrops(some.images());
        var shape = some.images().shape();
        var evaluation = Evaluation.ofPredictions(some, predictions, Bootstrap.seeded(1))
                .with("split", "valid")
                .with("data", dataset().toString())
                .with("images", shape.channels() + "," + shape.height() + "," + shape.width());
        try {
            Files.createDirectories(runs().resolve(run));
            PredictedFaces.of(some, predictions).write(runs().resolve(run).resolve("predictions.csv"));
            Files.writeString(runs().resolve(run).resolve("evaluation.json"), evaluation.toJson());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void startTraining(String run, int epochs) throws IOException {
        Files.createDirectories(runs().resolve(run));
        Files.writeString(runs().resolve(run).resolve("settings.json"), """
                {"data":"sampled faces","settings":{"network":"small","objective":"votes","posterior":"deterministic","epochs":%d}}
                """.formatted(epochs));
    }

    /** Somebody evaluates this run, and finds what was found of the plain one. */
    void evaluated(String run) throws IOException {
        for (String file : List.of("predictions.csv", "evaluation.json")) {
            Files.copy(
                    runs().resolve("plain").resolve(file), runs().resolve(run).resolve(file));
        }
    }

    /** A training of this run gets on. */
    void endEpoch(String run, int epoch) throws IOException {
        double e = Math.exp(-epoch / 2.0);
        String line = """
                {"epoch":%d,"trainLoss":%.4f,"validCrossEntropy":%.4f,"validAccuracy":%.4f,"validJensenShannon":%.4f,\
                "learningRate":0.002,"seconds":61.2,"imagesPerSecond":432.0,"best":true}
                """.formatted(epoch, 0.8 + e, 0.9 + e, 0.8 - 0.5 * e, 0.08 + 0.1 * e);
        Files.writeString(
                runs().resolve(run).resolve("log.jsonl"),
                line,
                UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Four faces, large, on grey, as a PNG. */
    byte[] photo() {
        return photo;
    }

    /** Faces that the detector finds; half of them the model answers, half it declines. */
    private List<Integer> inThePhoto(Predictor predictor) {
        var chosen = new ArrayList<Integer>();
        int[] ofEach = {0, 0};
        for (int face = 0; face < faces.size() && chosen.size() < IN_THE_PHOTO; face++) {
            var seen = predictor.predict(picture(List.of(face)));
            int declined = seen.stream()
                            .anyMatch(one ->
                                    one.prediction().decision().orElseThrow().abstains())
                    ? 1
                    : 0;
            var together = new ArrayList<>(chosen);
            together.add(face);
            if (seen.size() == 1
                    && ofEach[declined] < IN_THE_PHOTO / 2
                    && predictor.predict(picture(together)).size() == together.size()) {
                ofEach[declined]++;
                chosen.add(face);
            }
        }
        return chosen;
    }

    private BufferedImage picture(List<Integer> shown) {
        var canvas = new BufferedImage(720, 720, BufferedImage.TYPE_BYTE_GRAY);
        var graphics = canvas.createGraphics();
        graphics.setColor(Color.GRAY);
        graphics.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        for (int i = 0; i < shown.size(); i++) {
            graphics.drawImage(face(shown.get(i)), 60 + 330 * (i % 2), 60 + 330 * (i / 2), 270, 270, null);
        }
        graphics.dispose();
        return canvas;
    }

    private BufferedImage face(int number) {
        try {
            return ImageIO.read(new ByteArrayInputStream(Running.png(faces, number)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] png(BufferedImage picture) throws IOException {
        var png = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", png);
        return png.toByteArray();
    }

    /** Settings that serve it. */
    List<String> settings() {
        return List.of(
                "model=calibrated=" + model() + ",plain=" + plain(),
                "review=faces=" + dataset(),
                "store=" + folder.resolve("votes.db"),
                "runs=" + runs());
    }
}
