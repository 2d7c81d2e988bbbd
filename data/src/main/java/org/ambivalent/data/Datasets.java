package org.ambivalent.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.data.DatasetReader.AnnotatedFace;
import org.ambivalent.data.DatasetReader.Annotations;

/**
 * Reads datasets in any of the known layouts: those of published datasets, a folder per emotion, or a CSV manifest; folders
 * and zips alike, also where all is inside one more folder.
 *
 * <p>Images are decoded once, by all cores, into a file in {@link ReadOptions#cache()} that later reads map into memory;
 * a cache that is damaged, or older than the dataset, is made again. Where that folder cannot be written, pixels are
 * held in memory, if they fit. An image that cannot be read is left out and named in {@link Dataset#skipped}, unless
 * {@link ReadOptions#strict}.
 */
public final class Datasets {

    /** In the order they are asked; the more particular layouts come first. */
    private static final List<DatasetReader> READERS = List.of(
            new FerPlusReader(),
            new Fer2013Reader(),
            new RafDbReader(),
            new AffectNetFolderReader(),
            new AffectNetListReader(),
            new SfewReader(),
            new BoxListReader(),
            new ManifestReader(),
            new FolderPerEmotionReader());

    private static final List<String> LISTS = List.of(".csv", ".lst");

    /** How many folders may wrap a dataset, as zips of repositories do. */
    private static final int WRAPPERS = 3;

    private Datasets() {}

    /**
     * Reads a folder, zip or CSV file of labelled faces.
     *
     * @throws BadInputException with file and line, if it is missing or empty, in no known layout, or says what cannot be
     */
    public static Dataset read(Path path, ReadOptions options) {
        return read(path, options, ReadProgress.silent());
    }

    /** The same, and tells how far it is. */
    public static Dataset read(Path path, ReadOptions options, ReadProgress progress) {
        Path given = path.toAbsolutePath().normalize();
        if (!Files.exists(given)) {
            throw new BadInputException(path + ": no such file or folder. Check the path.");
        }
        if (Files.isDirectory(given) || isList(given)) {
            return read(given, given, options, progress);
        }
        try (FileSystem zip = Sources.openZip(given)) {
            return read(given, zip.getPath("/"), options, progress);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a file says where the images are; any other is taken for a zip. */
    static boolean isList(Path file) {
        return LISTS.stream().anyMatch(Sources.fileName(file).toLowerCase(Locale.ROOT)::endsWith);
    }

    private static Dataset read(Path given, Path root, ReadOptions options, ReadProgress progress) {
        Annotations annotations = annotations(given, root, options);
        List<AnnotatedFace> all = annotations.faces();
        if (all.isEmpty()) {
            throw new BadInputException(given + ": has no faces. Name another folder or file.");
        }
        DecodedFaces decoded = PixelCache.of(given, all, options).read(progress);
        if (options.strict() && !decoded.skipped().isEmpty()) {
            throw new BadInputException(decoded.skipped().get(0).reason());
        }
        if (decoded.images().count() == 0) {
            throw new BadInputException(given + ": none of " + all.size() + " images could be read. The first: "
                    + decoded.skipped().get(0).reason());
        }
        List<Face> kept = decoded.kept(all.stream().map(AnnotatedFace::face).toList());
        return new Dataset(
                Sources.fileName(given),
                annotations.labels(),
                kept,
                decoded.images(),
                hash(annotations, kept, decoded),
                Stream.concat(
                                annotations.leftOut().stream(),
                                decoded.skipped().stream().map(DecodedFaces.Skipped::reason))
                        .toList());
    }

    /** What the first reader that recognises the layout says; {@link BadInputException} if none does. */
    static Annotations annotations(Path given, Path root, ReadOptions options) {
        return find(root, options)
                .orElseThrow(() -> new BadInputException(given + ": is no dataset in a known layout. Looked for:\n"
                        + READERS.stream().map(reader -> "- " + reader.layout()).collect(Collectors.joining("\n"))
                        + "\nArrange it so, or write a CSV file that names the images."));
    }

    /** The same, or nothing where no reader recognises the layout. */
    static Optional<Annotations> find(Path root, ReadOptions options) {
        for (Path candidate : candidates(root)) {
            for (DatasetReader reader : READERS) {
                if (reader.recognises(candidate)) {
                    return Optional.of(reader.read(candidate, options));
                }
            }
        }
        return Optional.empty();
    }

    /** The root, and what is inside folders that hold nothing but one folder. */
    private static List<Path> candidates(Path root) {
        var candidates = new ArrayList<Path>(List.of(root));
        for (Path inner = root; Files.isDirectory(inner) && candidates.size() <= WRAPPERS; ) {
            List<Path> folders = Sources.foldersIn(inner);
            if (folders.size() != 1) {
                break;
            }
            inner = folders.get(0);
            candidates.add(inner);
        }
        return candidates;
    }

    private static String hash(Annotations annotations, List<Face> kept, DecodedFaces decoded) {
        var digest = Sha256.digest();
        digest.update(ManifestWriter.text(annotations.labels(), kept, null).getBytes(StandardCharsets.UTF_8));
        digest.update(decoded.images().shape().toString().getBytes(StandardCharsets.UTF_8));
        digest.update(decoded.hash().getBytes(StandardCharsets.UTF_8));
        return Sha256.hexadecimal(digest);
    }
}
