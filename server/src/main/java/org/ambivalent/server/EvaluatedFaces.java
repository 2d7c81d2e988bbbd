package org.ambivalent.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Datasets;
import org.ambivalent.data.PredictedFaces;
import org.ambivalent.data.ReadOptions;
import org.jspecify.annotations.Nullable;

/**
 * The faces behind evaluations: lists of predictions, and the datasets that have their pixels. The last few of both stay in memory;
 * datasets are read in the background, one after the other.
 */
final class EvaluatedFaces implements AutoCloseable {

    private static final int LISTS = 8;
    private static final int DATASETS = 3;
    private static final long PATIENCE_SECONDS = 20;

    private final ReadOptions options;
    private final Map<String, PredictedFaces> lists = latest(LISTS);
    private final Map<String, CompletableFuture<Optional<Images>>> datasets = latest(DATASETS);
    private final ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "datasets");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * A dataset whose faces are looked up by name.
     *
     * @param numbers by id
     */
    record Images(Dataset dataset, Map<String, Integer> numbers) {

        static Images of(Dataset dataset) {
            var numbers = new HashMap<String, Integer>();
            for (int i = 0; i < dataset.size(); i++) {
                numbers.put(dataset.faces().get(i).id(), i);
            }
            return new Images(dataset, numbers);
        }
    }

    EvaluatedFaces(Map<String, String> labelMap) {
        options = ReadOptions.defaults().withLabelMap(labelMap);
    }

    private static <V> Map<String, V> latest(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        };
    }

    /** The list beside an evaluation. */
    PredictedFaces list(Path folder) {
        Path file = folder.resolve(RunFiles.PREDICTIONS);
        String key;
        try {
            key = file + " " + Files.size(file) + " "
                    + Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemType.NOT_FOUND,
                    "This evaluation has no " + RunFiles.PREDICTIONS
                            + " beside it. Make it again with: ambivalent evaluate --report");
        }
        synchronized (lists) {
            var known = lists.get(key);
            if (known != null) {
                return known;
            }
        }
        var read = PredictedFaces.read(file);
        synchronized (lists) {
            lists.put(key, read);
        }
        return read;
    }

    /** Whether the pixels of an evaluation's faces may be there: nobody has found that they are not. */
    boolean mayHaveImages(JsonNode evaluation) {
        var dataset = dataset(evaluation);
        return dataset != null && (!dataset.isDone() || dataset.join().isPresent());
    }

    /** The pixels of an evaluation's faces. */
    Images images(JsonNode evaluation) {
        var dataset = dataset(evaluation);
        if (dataset == null) {
            throw gone();
        }
        try {
            return dataset.get(PATIENCE_SECONDS, TimeUnit.SECONDS).orElseThrow(EvaluatedFaces::gone);
        } catch (TimeoutException e) {
            throw new ProblemException(
                    ProblemType.NOT_READY, "The dataset is still being read. Ask again in a second.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw gone();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static ProblemException gone() {
        return new ProblemException(
                ProblemType.NOT_FOUND, "The dataset is not where the evaluation found it, or it has changed.");
    }

    private @Nullable CompletableFuture<Optional<Images>> dataset(JsonNode evaluation) {
        var provenance = evaluation.path("provenance");
        String hash = evaluation.path("dataset").path("hash").asText();
        String data = provenance.path("data").asText();
        var shape = shape(provenance.path("images").asText());
        if (data.isEmpty() || hash.isEmpty() || shape.isEmpty()) {
            return null;
        }
        String asked = String.join(" ", hash, shape.get().toString(), data, state(data));
        synchronized (datasets) {
            return datasets.computeIfAbsent(
                    asked, key -> CompletableFuture.supplyAsync(() -> read(data, shape.get(), hash), reader));
        }
    }

    /** What is not there now may come, with a disk that is mounted. */
    private static String state(String data) {
        try {
            var path = Path.of(data);
            return Files.size(path) + " " + Files.getLastModifiedTime(path).toMillis();
        } catch (IOException | InvalidPathException e) {
            return "missing";
        }
    }

    private Optional<Images> read(String data, ImageShape shape, String hash) {
        try {
            var dataset = Datasets.read(Path.of(data), options.withShape(shape));
            return dataset.hash().equals(hash) ? Optional.of(Images.of(dataset)) : Optional.empty();
        } catch (BadInputException | UncheckedIOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** From "1,48,48": channels, height, width. */
    private static Optional<ImageShape> shape(String text) {
        String[] parts = text.split(",", -1);
        try {
            return parts.length == 3
                    ? Optional.of(new ImageShape(
                            Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2])))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }
}
