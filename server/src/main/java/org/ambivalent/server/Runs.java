package org.ambivalent.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ambivalent.data.Sha256;

/**
 * Runs below some folders. A run is named in addresses by a hash of its place: no path of a request is ever opened.
 */
final class Runs {

    private static final int DEPTH = 4;
    private static final int MOST = 5000;
    private static final int ID_DIGITS = 10;
    private static final long FRESH_NANOS = 2_000_000_000L;

    private final List<Path> roots;
    private Map<String, RunFiles> found = Map.of();
    private long looked = System.nanoTime() - 2 * FRESH_NANOS;

    Runs(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    boolean isEmpty() {
        return roots.isEmpty();
    }

    /** All runs by their ids, by name; folders are searched again after a moment. */
    synchronized Map<String, RunFiles> all() {
        if (System.nanoTime() - looked > FRESH_NANOS) {
            found = search();
            looked = System.nanoTime();
        }
        return found;
    }

    RunFiles named(String id) {
        var run = all().get(id);
        if (run == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no such run. See GET /v1/runs.");
        }
        return run;
    }

    private Map<String, RunFiles> search() {
        var byName = new TreeMap<String, RunFiles>();
        for (int root = 0; root < roots.size(); root++) {
            for (RunFiles run : below(root)) {
                byName.put(run.name() + "\u0000" + root, run);
            }
        }
        var byId = new LinkedHashMap<String, RunFiles>();
        byName.values().forEach(run -> byId.put(run.id(), run));
        return byId;
    }

    private List<RunFiles> below(int index) {
        Path root = roots.get(index).toAbsolutePath().normalize();
        var runs = new ArrayList<RunFiles>();
        try {
            // A link to the folder is the folder; links below it are not followed.
            Path start = Files.exists(root) ? root.toRealPath() : root;
            Files.walkFileTree(start, Set.<FileVisitOption>of(), DEPTH + 1, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path real, BasicFileAttributes attributes) {
                    Path folder = root.resolve(start.relativize(real));
                    boolean hidden = !folder.equals(root)
                            && folder.getFileName().toString().startsWith(".");
                    if (hidden || runs.size() >= MOST) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    boolean training = Files.isRegularFile(folder.resolve(RunFiles.SETTINGS));
                    var evaluations = evaluations(folder, training);
                    if (training || !evaluations.isEmpty()) {
                        runs.add(new RunFiles(id(index, root, folder), name(root, folder), folder, evaluations));
                        for (Path member : training ? RunFiles.memberFolders(folder) : List.<Path>of()) {
                            runs.add(new RunFiles(
                                    id(index, root, member), name(root, member), member, evaluations(member, true)));
                        }
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return runs;
    }

    /** In the folder itself, and in those right below a training. */
    private static Map<String, Path> evaluations(Path folder, boolean training) {
        var evaluations = new TreeMap<String, Path>();
        if (Files.isRegularFile(folder.resolve(RunFiles.EVALUATION))) {
            evaluations.put("evaluation", folder);
        }
        if (training) {
            try (var children = Files.newDirectoryStream(folder, Files::isDirectory)) {
                for (Path child : children) {
                    if (Files.isRegularFile(child.resolve(RunFiles.EVALUATION))) {
                        evaluations.put(NamedPath.plain(child.getFileName().toString()), child);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return evaluations;
    }

    private static String name(Path root, Path folder) {
        return folder.equals(root)
                ? String.valueOf(root.getFileName())
                : root.relativize(folder).toString().replace('\\', '/');
    }

    private static String id(int index, Path root, Path folder) {
        byte[] place = (index + "/" + name(root, folder)).getBytes(StandardCharsets.UTF_8);
        return Sha256.of(place).substring(0, ID_DIGITS);
    }
}
