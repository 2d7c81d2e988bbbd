package org.ambivalent.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ambivalent.core.BadInputException;
import org.ambivalent.data.AtomicFiles;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.NumbersOrNull;
import org.ambivalent.data.ProcessLock;

/** A file of finished trainings, a JSON object a line: what tables are made from. */
public final class TrialResults {

    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(NumbersOrNull.MODULE).build();

    private final Path file;
    private final List<TrialResult> results = new ArrayList<>();

    private TrialResults(Path file) {
        this.file = file;
    }

    /** The results of a recipe in a folder of results; none yet if the file is not there. */
    public static TrialResults open(Path folder, Recipe recipe) {
        var opened = new TrialResults(folder.resolve("runs").resolve(recipe.name() + ".jsonl"));
        opened.read();
        return opened;
    }

    /** Reads what is in the file now: other processes may have added to it. */
    void read() {
        results.clear();
        if (!Files.exists(file)) {
            return;
        }
        int number = 0;
        try {
            for (String line : Files.readAllLines(file)) {
                number++;
                results.add(JSON.readValue(line, TrialResult.class));
            }
        } catch (JsonProcessingException e) {
            throw new BadInputException(
                    file + ", line " + number + ": is no result (" + e.getOriginalMessage() + "). Remove the line.", e);
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + ").", e);
        }
    }

    /** What a trial led to on a dataset, if it has been run. */
    public Optional<TrialResult> find(Trial trial, Dataset data) {
        return results.stream().filter(result -> result.answers(trial, data)).findFirst();
    }

    /** Whether a trial has been run on a dataset, and all is known that is asked. */
    public boolean isDone(Trial trial, Dataset data, Set<Finding> findings) {
        return find(trial, data)
                .filter(result -> findings.stream().allMatch(result::has))
                .isPresent();
    }

    /** Adds a result to those in the file, or replaces the one of the same training. */
    void put(TrialResult result) {
        try (var lock = ProcessLock.take(file.resolveSibling("." + file.getFileName() + ".lock"))) {
            read();
            add(result);
            write();
        }
    }

    private void add(TrialResult result) {
        int earlier = 0;
        while (earlier < results.size() && !results.get(earlier).isOf(result)) {
            earlier++;
        }
        if (earlier < results.size()) {
            results.set(earlier, result);
        } else {
            results.add(result);
        }
    }

    private void write() {
        var text = new StringBuilder();
        try {
            for (var line : results) {
                text.append(JSON.writeValueAsString(line)).append('\n');
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        AtomicFiles.write(file, text.toString());
    }

    /**
     * Images a second of the latest training of a network with so many threads, if there is one, or with others; neighbours that
     * were forwarded with them count as in {@link Trial#imagesToCompute}.
     */
    public Optional<Double> speed(String network, int threads) {
        var alike = results.stream()
                .filter(result -> result.settings().network().equals(network))
                .toList();
        return alike.stream()
                .filter(result -> result.settings().threads() == threads)
                .reduce((first, second) -> second)
                .or(() -> alike.stream().reduce((first, second) -> second))
                .map(result -> result.imagesPerSecond() * Trial.imagesForAFace(result.settings()));
    }
}
