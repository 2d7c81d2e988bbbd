package org.ambivalent.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A folder of a training, or of evaluations alone, as its files say. Everything is read anew when it is asked for: a training may
 * be writing it. Files appear whole, so none is half read.
 *
 * @param id names it in addresses
 * @param name relative to the folder of runs
 * @param folder where it is
 * @param evaluations folders with an {@code evaluation.json}, by the name of each
 */
record RunFiles(String id, String name, Path folder, Map<String, Path> evaluations) {

    static final String SETTINGS = "settings.json";
    static final String EVALUATION = "evaluation.json";
    static final String PREDICTIONS = "predictions.csv";

    private static final String LOG = "log.jsonl";

    private static final Pattern ENSEMBLE = Pattern.compile("ensemble:([0-9]{1,4})");

    /** A training that has been silent for longer than this many of its epochs, and than the time below, has stopped. */
    private static final int EPOCHS_OF_SILENCE = 3;

    private static final Duration SILENCE = Duration.ofMinutes(10);

    /**
     * What a training has done so far.
     *
     * @param planned epochs, 0 if nobody knows; of an ensemble those of all members
     * @param done epochs
     * @param epochs lines of the log; an ensemble has none of its own
     * @param changed when the last one came, the training began, or an evaluation was made
     * @param seconds that the last epoch took, 0 before the first
     */
    record Progress(int planned, int done, List<JsonNode> epochs, Instant changed, double seconds) {

        String state() {
            if (planned == 0) {
                return "none";
            }
            if (done >= planned) {
                return "finished";
            }
            var silence = Duration.ofSeconds((long) (EPOCHS_OF_SILENCE * seconds));
            var patience = silence.compareTo(SILENCE) > 0 ? silence : SILENCE;
            return changed.plus(patience).isAfter(Instant.now()) ? "training" : "stopped";
        }
    }

    /** What it was started with, or null. */
    @Nullable
    JsonNode settings() {
        return tree(folder.resolve(SETTINGS));
    }

    Progress progress() {
        var settings = settings();
        int planned =
                settings == null ? 0 : settings.path("settings").path("epochs").asInt();
        Path log = folder.resolve(LOG);
        var members = memberFolders(folder);
        if (!members.isEmpty()) {
            return ofMembers(planned, settings, members);
        }
        var epochs = lines(log);
        return new Progress(planned, epochs.size(), epochs, changed(log), seconds(epochs));
    }

    private Progress ofMembers(int planned, @Nullable JsonNode settings, List<Path> members) {
        int all = members.size();
        var posterior = ENSEMBLE.matcher(
                String.valueOf(text(settings == null ? null : settings.path("settings"), "posterior")));
        if (posterior.matches()) {
            all = Integer.parseInt(posterior.group(1));
        }
        int done = 0;
        double seconds = 0;
        var changed = written(folder.resolve(SETTINGS));
        for (Path member : members) {
            Path log = member.resolve(LOG);
            var epochs = lines(log);
            done += epochs.size();
            seconds = Math.max(seconds, seconds(epochs));
            changed = Files.exists(log) && written(log).isAfter(changed) ? written(log) : changed;
        }
        return new Progress(all * planned, done, List.of(), changed, seconds);
    }

    private static double seconds(List<JsonNode> epochs) {
        return epochs.isEmpty()
                ? 0
                : epochs.get(epochs.size() - 1).path("seconds").asDouble();
    }

    /** Where the members of an ensemble train, in order; none for other runs. */
    static List<Path> memberFolders(Path folder) {
        var members = new ArrayList<Path>();
        for (int member = 1; Files.isRegularFile(member(folder, member).resolve(SETTINGS)); member++) {
            members.add(member(folder, member));
        }
        return members;
    }

    private static Path member(Path folder, int member) {
        return folder.resolve("member" + member);
    }

    /** When the last epoch came, or the training began, or an evaluation was made. */
    private Instant changed(Path log) {
        if (Files.exists(log)) {
            return written(log);
        }
        Path settings = folder.resolve(SETTINGS);
        return Files.exists(settings)
                ? written(settings)
                : evaluations.values().stream()
                        .map(place -> written(place.resolve(EVALUATION)))
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH);
    }

    /** The evaluation under a name, or null if it cannot be read. */
    @Nullable
    JsonNode evaluation(String name) {
        var place = evaluations.get(name);
        return place == null ? null : tree(place.resolve(EVALUATION));
    }

    /** As docs/api.md says. */
    Map<String, Object> json() {
        var started = settings();
        var progress = progress();
        var settings = started == null ? null : started.path("settings");
        var kept = kept(progress.epochs(), settings);
        var json = new LinkedHashMap<String, Object>();
        json.put("run", id);
        json.put("name", name);
        json.put("state", progress.state());
        json.put("epochs", started == null ? null : progress.done());
        json.put("planned", started == null ? null : progress.planned());
        json.put("changed", progress.changed().truncatedTo(ChronoUnit.SECONDS).toString());
        json.put("network", text(settings, "network"));
        json.put("objective", text(settings, "objective"));
        json.put("posterior", text(settings, "posterior"));
        json.put("data", text(started, "data"));
        json.put("accuracy", kept == null ? null : number(kept, "validAccuracy"));
        json.put("crossEntropy", kept == null ? null : number(kept, "validCrossEntropy"));
        json.put(
                "evaluations",
                evaluations.keySet().stream().map(this::evaluationJson).toList());
        return json;
    }

    private Map<String, Object> evaluationJson(String evaluation) {
        var tree = evaluation(evaluation);
        var place = evaluations.get(evaluation);
        var json = new LinkedHashMap<String, Object>();
        json.put("name", evaluation);
        json.put("dataset", tree == null ? null : text(tree.path("dataset"), "name"));
        json.put("split", tree == null ? null : text(tree.path("provenance"), "split"));
        json.put("faces", tree == null ? 0 : tree.path("dataset").path("faces").asInt());
        json.put("predictions", place != null && Files.isRegularFile(place.resolve(PREDICTIONS)));
        return json;
    }

    /** The epoch whose weights are in the model file, or null before the first. */
    private static @Nullable JsonNode kept(List<JsonNode> epochs, @Nullable JsonNode settings) {
        if (epochs.isEmpty()) {
            return null;
        }
        var kept = epochs.get(epochs.size() - 1);
        boolean last = settings != null && settings.path("keep").asText().equalsIgnoreCase("last");
        for (JsonNode epoch : last ? List.<JsonNode>of() : epochs) {
            kept = epoch.path("best").asBoolean() ? epoch : kept;
        }
        return kept;
    }

    private static @Nullable String text(@Nullable JsonNode node, String name) {
        var value = node == null ? null : node.get(name);
        return value == null || value.isNull() ? null : value.asText();
    }

    private static @Nullable Double number(JsonNode node, String name) {
        return node.path(name).isNumber() ? node.path(name).asDouble() : null;
    }

    private static @Nullable JsonNode tree(Path file) {
        try {
            return Files.isRegularFile(file) ? Json.MAPPER.readTree(file.toFile()) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static List<JsonNode> lines(Path log) {
        var lines = new ArrayList<JsonNode>();
        try {
            for (String line : Files.exists(log) ? Files.readAllLines(log) : List.<String>of()) {
                lines.add(Json.MAPPER.readTree(line));
            }
        } catch (IOException e) {
            // What can be read is shown.
        }
        return lines;
    }

    private static Instant written(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }
}
