package org.ambivalent.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.ambivalent.data.Datasets;
import org.ambivalent.data.ReadOptions;

/** Time to read a dataset without a cache, its file in the system's memory after the first of the runs, and again from the cache. */
final class ReadingBench {

    private static final int RUNS = 5;

    private ReadingBench() {}

    static void run(Path dataset) throws Exception {
        System.out.println("reading " + dataset.getFileName() + ": milliseconds");
        System.out.printf("%-10s %9s %9s %9s%n", "", "min", "median", "max");
        var first = Times.of(0, RUNS, () -> {
            var cache = Files.createTempDirectory("bench");
            var read = Datasets.read(dataset, ReadOptions.defaults().withCache(cache));
            delete(cache);
            return read;
        });
        System.out.printf("%-10s %s%n", "first", first);
        var cache = Files.createTempDirectory("bench");
        var options = ReadOptions.defaults().withCache(cache);
        System.out.printf("%-10s %s%n", "cached", Times.of(1, RUNS, () -> Datasets.read(dataset, options)));
        delete(cache);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(ReadingBench::deleteOne);
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
