package org.ambivalent.data;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;
import org.ambivalent.data.DatasetReader.AnnotatedFace;
import org.jspecify.annotations.Nullable;

/**
 * Photos with faces in them, as they were taken: those of a dataset in any layout, with what it says of each face, or all
 * pictures of a folder. Close it to close the zip they are in.
 */
public final class Photos implements AutoCloseable {

    private final String name;
    private final @Nullable LabelSet labels;
    private final List<Photo> photos;
    private final List<String> leftOut;
    private final @Nullable FileSystem zip;

    /**
     * A photo, or one face of it where a dataset names several.
     *
     * @param face what is said of its face; its id is the photo's name
     * @param file of the picture
     * @param box where the face is known to be, in pixels of the upright picture, or null
     */
    public record Photo(Face face, Path file, @Nullable Rectangle box) {

        /** The size of the file in bytes, or -1 where there is none. */
        public long bytes() {
            try {
                return Files.size(file);
            } catch (IOException e) {
                return -1;
            }
        }

        /** Hands the picture over, see {@link ImageDecoder#with}. */
        public <T> T with(Function<BufferedImage, T> use) {
            return ImageDecoder.with(file, use);
        }
    }

    private Photos(
            String name,
            @Nullable LabelSet labels,
            List<Photo> photos,
            List<String> leftOut,
            @Nullable FileSystem zip) {
        this.name = name;
        this.labels = labels;
        this.photos = List.copyOf(photos);
        this.leftOut = List.copyOf(leftOut);
        this.zip = zip;
    }

    /**
     * The photos of a folder, zip or list.
     *
     * @param unlabelled whether to take every picture below a folder, whatever its folders are called, instead of reading it
     *     as a dataset
     * @throws BadInputException if there are none
     */
    public static Photos open(Path path, ReadOptions options, boolean unlabelled) {
        Path given = path.toAbsolutePath().normalize();
        if (!Files.exists(given)) {
            throw new BadInputException(path + ": no such file or folder. Check the path.");
        }
        if (Files.isDirectory(given) || Datasets.isList(given)) {
            return of(given, given, options, unlabelled, null);
        }
        FileSystem zip = Sources.openZip(given);
        try {
            return of(given, zip.getPath("/"), options, unlabelled, zip);
        } catch (RuntimeException e) {
            close(zip);
            throw e;
        }
    }

    private static Photos of(Path given, Path root, ReadOptions asked, boolean unlabelled, @Nullable FileSystem zip) {
        String name = Sources.fileName(given);
        var options = asked.withPhotos(true);
        if (!unlabelled) {
            var found = Files.isDirectory(root)
                    ? Datasets.find(root, options).orElse(null)
                    : Datasets.annotations(given, root, options);
            if (found != null) {
                var photos = found.faces().stream().map(Photos::photo).toList();
                if (photos.isEmpty()) {
                    throw new BadInputException(
                            given + ": has no faces. " + String.join(" ", found.leftOut()) + " Check its images.");
                }
                return new Photos(name, found.labels(), photos, found.leftOut(), zip);
            }
        }
        if (!Files.isDirectory(root)) {
            throw new BadInputException(given + ": is a list, not a folder of photos. Name the folder.");
        }
        var photos = Sources.imagesUnder(root).stream()
                .map(file -> photo(root, file))
                .toList();
        if (photos.isEmpty()) {
            throw new BadInputException(given + ": has no pictures. Endings looked for: "
                    + String.join(", ", ImageDecoder.endings()) + ".");
        }
        return new Photos(name, null, photos, Sources.otherPictures(List.of(root), name), zip);
    }

    private static Photo photo(AnnotatedFace face) {
        if (face.pixels() instanceof FacePart part) {
            return new Photo(face.face(), part.file(), part.part());
        }
        throw new BadInputException(
                "The faces of this dataset are numbers in a CSV file, cropped already. There is nothing to align.");
    }

    private static Photo photo(Path root, Path file) {
        String id = root.relativize(file).toString().replace('\\', '/');
        return new Photo(new Face(id, Split.TRAIN, null, null, null, null, null), file, null);
    }

    /** For people: the file or folder name. */
    public String name() {
        return name;
    }

    /** The emotions of the dataset, or null where the photos are no dataset. */
    public @Nullable LabelSet labels() {
        return labels;
    }

    /** In the order of the dataset or of their names. */
    public List<Photo> all() {
        return photos;
    }

    /** What the dataset has and no photo stands for, a line each. */
    public List<String> leftOut() {
        return leftOut;
    }

    /**
     * SHA-256 of the names of all photos in order, of where their faces are and of what is said of them: the same photos, the same
     * text, wherever they lie.
     */
    public String hash() {
        var digest = Sha256.digest();
        digest.update(String.valueOf(labels).getBytes(StandardCharsets.UTF_8));
        photos.forEach(
                photo -> digest.update((photo.face() + "\n" + photo.box() + "\n").getBytes(StandardCharsets.UTF_8)));
        return Sha256.hexadecimal(digest);
    }

    /** The first so many. */
    public Photos limit(int most) {
        return new Photos(name, labels, photos.subList(0, Math.min(most, photos.size())), leftOut, zip);
    }

    @Override
    public void close() {
        if (zip != null) {
            close(zip);
        }
    }

    private static void close(FileSystem zip) {
        try {
            zip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
