package org.ambivalent.metrics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.ambivalent.core.Distribution;

/** Reads what the scripts in {@code src/test/golden} wrote. */
public final class GoldenFiles {

    private GoldenFiles() {}

    /** Figures of a properties file beside a test. */
    public static Properties figures(Class<?> test, String resource) {
        var properties = new Properties();
        try (var reader = open(test, resource)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    /** The observations that all golden files are about: label, target and prediction over {@code classes} emotions. */
    public static List<Observation> faces(int classes) {
        try (var reader = open(GoldenFiles.class, "observations.csv")) {
            return reader.lines().map(line -> face(line, classes)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Observation face(String line, int classes) {
        double[] row =
                Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray();
        return new Observation(
                Distribution.of(Arrays.copyOfRange(row, 1, 1 + classes)),
                (int) row[0],
                Distribution.of(Arrays.copyOfRange(row, 1 + classes, row.length)));
    }

    private static BufferedReader open(Class<?> test, String resource) {
        var stream = Objects.requireNonNull(test.getResourceAsStream(resource), resource);
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }
}
