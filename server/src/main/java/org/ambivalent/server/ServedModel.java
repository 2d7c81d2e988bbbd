package org.ambivalent.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Prediction;
import org.ambivalent.data.Sha256;
import org.ambivalent.decide.AbstentionRule;
import org.ambivalent.decide.ConformalSets;
import org.ambivalent.decide.Decisions;
import org.ambivalent.decide.Familiarity;
import org.ambivalent.decide.RiskTable;
import org.ambivalent.predict.FaceDetector;
import org.ambivalent.predict.Predictor;
import org.ambivalent.predict.PredictorOptions;

/** A model under its name, with the queue of faces before it. */
final class ServedModel implements AutoCloseable {

    private static final int VERSION_DIGITS = 12;

    private final String name;
    private final String version;
    private final Predictor predictor;
    private final Optional<RiskTable> risks;
    private final Batcher batcher;

    private ServedModel(
            String name,
            String version,
            Predictor predictor,
            Optional<RiskTable> risks,
            ServeSettings.ModelSettings settings,
            Metrics metrics) {
        this.name = name;
        this.version = version;
        this.predictor = predictor;
        this.risks = risks;
        batcher = new Batcher(
                name,
                (faces, how) -> run(faces, how, metrics),
                1,
                settings.batch(),
                settings.gather(),
                settings.queue());
    }

    /**
     * Opens a model file.
     *
     * @throws BadInputException if it is missing, damaged or of a newer format
     */
    static ServedModel open(NamedPath file, ServeSettings.ModelSettings settings, Metrics metrics) {
        boolean bundled = file.path().equals(SettingsReader.BUNDLED);
        var options = PredictorOptions.defaults()
                .withDetector(FaceDetector.wholeImage())
                .withThreads(settings.threads())
                .withBatch(settings.batch());
        var chosen = settings.calibrated() ? options : options.uncalibrated();
        var predictor = bundled ? Predictor.bundled(chosen) : Predictor.open(file.path(), chosen);
        try {
            var risks = settings.calibrated()
                    ? RiskTable.fromMap(predictor.metadata().calibration())
                    : Optional.<RiskTable>empty();
            var model = new ServedModel(file.name(), version(file, bundled), predictor, risks, settings, metrics);
            model.warmUp();
            return model;
        } catch (IllegalArgumentException e) {
            predictor.close();
            throw new BadInputException(
                    file.path() + ": what its calibration says is damaged (" + e.getMessage()
                            + "). Calibrate it again with: ambivalent calibrate",
                    e);
        }
    }

    /** The first run of a network takes much longer than the next ones. */
    private void warmUp() {
        predictor.predictCrops(List.of(new byte[shape().size()]));
    }

    private static String version(NamedPath file, boolean bundled) {
        try {
            byte[] bytes = bundled ? Predictor.bundledModel() : Files.readAllBytes(file.path());
            return Sha256.of(bytes).substring(0, VERSION_DIGITS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Prediction> run(List<byte[]> faces, Batcher.Sampled how, Metrics metrics) {
        long start = System.nanoTime();
        var predictions = predictor.predictCrops(faces, how.samples(), how.seed());
        metrics.run(name, faces.size(), System.nanoTime() - start);
        metrics.predicted(name, predictions);
        return predictions;
    }

    String name() {
        return name;
    }

    /** Of what its samples hide, where a request names none. */
    long seed() {
        return predictor.seed();
    }

    /** The beginning of the SHA-256 of the file. */
    String version() {
        return version;
    }

    LabelSet labels() {
        return predictor.metadata().labels();
    }

    ImageShape shape() {
        return predictor.metadata().preprocessing().shape();
    }

    Decisions decisions() {
        return predictor.decisions();
    }

    Batcher batcher() {
        return batcher;
    }

    boolean isStochastic() {
        return predictor.metadata().posterior().isStochastic();
    }

    /** Samples that a prediction takes if nobody asks for another number. */
    int samples() {
        return predictor.samples();
    }

    /** Runs the network at once, beside the queue. */
    List<Prediction> predictNow(List<byte[]> faces) {
        return predictor.predictCrops(faces);
    }

    /** In one line, for people. */
    String description() {
        var metadata = predictor.metadata();
        return name + " (" + metadata.network() + ", " + metadata.posterior().name() + ", " + labels().size()
                + " emotions" + (decisions().equals(Decisions.NONE) ? "" : ", calibrated") + ")";
    }

    /** As docs/api.md says. */
    Map<String, Object> json() {
        var metadata = predictor.metadata();
        var posterior = metadata.posterior();
        var json = new LinkedHashMap<String, Object>();
        json.put("name", name);
        json.put("version", version);
        json.put("network", metadata.network());
        json.put("labels", labels().names());
        json.put("input", shape());
        var how = new LinkedHashMap<String, Object>();
        how.put("name", posterior.name());
        how.put("members", posterior.members());
        how.put("rate", posterior.rate());
        how.put("samples", predictor.samples());
        how.put("stochastic", posterior.isStochastic());
        json.put("posterior", how);
        json.put("provenance", new TreeMap<>(metadata.provenance()));
        json.put("calibration", decisions().equals(Decisions.NONE) ? null : calibration());
        return json;
    }

    private Map<String, Object> calibration() {
        var json = new LinkedHashMap<String, Object>();
        json.put("temperature", decisions().temperature().value());
        json.put("sets", decisions().sets().map(ServedModel::sets).orElse(null));
        json.put(
                "abstention",
                decisions().abstention().map(ServedModel::abstention).orElse(null));
        json.put(
                "familiarity",
                decisions().familiarity().map(ServedModel::familiarity).orElse(null));
        json.put("risks", risks.map(ServedModel::table).orElse(null));
        return json;
    }

    private static Map<String, Object> sets(ConformalSets sets) {
        return Map.of("score", sets.method().score().name().toLowerCase(Locale.ROOT), "level", sets.level());
    }

    private static Map<String, Object> abstention(AbstentionRule rule) {
        var json = new LinkedHashMap<String, Object>();
        json.put("threshold", Json.finite(rule.threshold()));
        json.put("targetRisk", rule.targetRisk());
        json.put("delta", rule.delta());
        json.put("coverage", rule.coverage());
        json.put("faces", rule.faces());
        return json;
    }

    private static Map<String, Object> familiarity(Familiarity familiarity) {
        var json = new LinkedHashMap<String, Object>();
        json.put("threshold", Json.finite(familiarity.threshold()));
        json.put("level", familiarity.level());
        return json;
    }

    private static Map<String, Object> table(RiskTable risks) {
        var json = new LinkedHashMap<String, Object>();
        json.put("delta", risks.delta());
        json.put("faces", risks.faces());
        json.put("table", risks.rows().stream().map(ServedModel::row).toList());
        return json;
    }

    private static Map<String, Object> row(RiskTable.Row row) {
        var json = new LinkedHashMap<String, Object>();
        json.put("risk", row.risk());
        json.put("threshold", Json.finite(row.threshold()));
        json.put("coverage", row.coverage());
        return json;
    }

    @Override
    public void close() {
        batcher.close();
        predictor.close();
    }
}
