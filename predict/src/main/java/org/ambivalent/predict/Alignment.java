package org.ambivalent.predict;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.AtomicFiles;
import org.ambivalent.data.Face;
import org.ambivalent.data.FacePng;
import org.ambivalent.data.ManifestWriter;
import org.ambivalent.data.Photos;
import org.ambivalent.data.Photos.Photo;
import org.ambivalent.data.Sha256;
import org.ambivalent.data.WrittenFiles;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the faces out of photos, levelled and all of one size, into a folder that is a dataset: {@code manifest.csv} and
 * {@code images/*.png}. {@code no-face.csv} lists the photos in which no face was found, or that could not be read.
 *
 * <p>What became of each photo is appended to {@code aligned.jsonl} as it is done, so a run that was killed goes on where it
 * was, and ends with the files it would have had.
 */
public final class Alignment {

    /** Tasks ahead of the one that is waited for, for each thread: enough to keep it busy, few in memory. */
    private static final int AHEAD = 4;

    /** A detection is where a face is known to be if the smaller of both boxes lies within the other by this share. */
    private static final double LEAST_INSIDE = 0.5;

    /** The folder of what is cut out. */
    static final String IMAGES = "images";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Photos photos;
    private final Settings settings;
    private final @Nullable Path detector;
    private final Path folder;

    /**
     * What is cut out of a photo.
     *
     * @param shape of the images written
     * @param framing what of a face they show
     * @param scale how much more than that, 1 for just that
     * @param everyFace all faces of a photo, largest first, rather than the largest; only where nothing is said of them
     */
    public record Settings(ImageShape shape, Framing framing, double scale, boolean everyFace) {

        public Settings {
            if (!(scale >= 0.2 && scale <= 5)) {
                throw new BadInputException("A crop is 0.2 to 5 times its frame, but --scale is " + scale + ".");
            }
        }
    }

    /** How many photos became what. */
    public record Summary(int photos, int faces, int withoutFace, int unreadable) {}

    /** Hears what becomes of photos. */
    public interface Listener {

        /** So many of them were done by an earlier run. */
        void starts(int done, int total);

        /** One more is done; {@code problem} says why nothing came of it, or is null. */
        void photoDone(@Nullable String problem);
    }

    /**
     * An alignment of photos into a folder that is empty or holds an earlier run of it.
     *
     * @param detector a YuNet model, or null for OpenCV's cascades
     */
    public Alignment(Photos photos, Settings settings, @Nullable Path detector, Path folder) {
        if (settings.everyFace() && photos.labels() != null) {
            throw new BadInputException(
                    "A dataset says something of one face a photo, so --all-faces cannot be used with it. Leave it out,"
                            + " or take its photos without labels with --photos.");
        }
        if (settings.framing() == Framing.LANDMARKS && detector == null) {
            throw new BadInputException("Five points of a face are found by a YuNet model alone. Name one with"
                    + " --detector, or use --frame box.");
        }
        this.photos = photos;
        this.settings = settings;
        this.detector = detector;
        this.folder = folder;
    }

    /**
     * Aligns all photos that are not done yet, tries those again that could not be read or have another size now, and writes the
     * lists.
     *
     * @param strict whether a photo that cannot be read ends the run
     */
    public Summary run(int threads, boolean strict, Listener listener) {
        try (var journal = AlignmentJournal.open(folder, description())) {
            // Labels are filled in by hand.
            WrittenFiles.requireUnchanged(folder);
            int begun = journal.done().size();
            var again = IntStream.range(0, begun)
                    .filter(i -> isOutOfDate(journal.done().get(i), i))
                    .toArray();
            listener.starts(begun - again.length, photos.all().size());
            var left = IntStream.concat(
                            Arrays.stream(again),
                            IntStream.range(begun, photos.all().size()))
                    .toArray();
            if (left.length > 0) {
                align(left, threads, strict, listener, journal);
            }
            return write(journal.done());
        }
    }

    private boolean isOutOfDate(AlignedPhoto done, int index) {
        return !done.readable() || done.bytes() != photos.all().get(index).bytes();
    }

    /** What has to be the same for a run to go on. */
    private String description() {
        try {
            var node = JSON.createObjectNode();
            node.put("photos", photos.hash());
            node.put("count", photos.all().size());
            node.put("shape", settings.shape().toString());
            node.put("framing", settings.framing().name().toLowerCase(Locale.ROOT));
            node.put("scale", settings.scale());
            node.put("everyFace", settings.everyFace());
            node.put("detector", detector == null ? "cascade" : Sha256.of(Files.readAllBytes(detector)));
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new BadInputException(
                    detector + ": cannot be read (" + e.getMessage() + "). Name a YuNet model (.onnx).", e);
        }
    }

    private void align(int[] left, int threads, boolean strict, Listener listener, AlignmentJournal journal) {
        // Detectors keep state while they search, so each thread has one of its own.
        BlockingQueue<FaceDetector> detectors = new LinkedBlockingQueue<>();
        var pool = Executors.newFixedThreadPool(threads);
        try {
            for (int i = 0; i < threads; i++) {
                detectors.add(detector == null ? FaceDetector.cascade() : FaceDetector.yuNet(detector));
            }
            Queue<Pending> pending = new ArrayDeque<>();
            for (int index : left) {
                pending.add(new Pending(index, pool.submit(() -> align(index, strict, detectors))));
                if (pending.size() > AHEAD * threads) {
                    take(pending.remove(), journal, listener);
                }
            }
            while (!pending.isEmpty()) {
                take(pending.remove(), journal, listener);
            }
        } finally {
            end(pool);
            detectors.forEach(FaceDetector::close);
        }
    }

    /** A photo at work. */
    private record Pending(int index, Future<AlignedPhoto> photo) {}

    private void take(Pending pending, AlignmentJournal journal, Listener listener) {
        try {
            var photo = pending.photo().get();
            if (pending.index() < journal.done().size()) {
                removeOthers(journal.done().get(pending.index()), photo);
            }
            journal.put(pending.index(), photo);
            listener.photoDone(photo.problem());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof BadInputException bad ? bad : new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    /** Faces of an earlier try that there are no more. */
    private void removeOthers(AlignedPhoto before, AlignedPhoto now) {
        var kept = now.faces().stream().map(AlignedPhoto.Cut::file).toList();
        for (var cut : before.faces()) {
            if (!kept.contains(cut.file())) {
                try {
                    Files.deleteIfExists(folder.resolve(cut.file()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** Waits for photos at work, because detectors are closed next. */
    private static void end(ExecutorService pool) {
        pool.shutdownNow();
        try {
            pool.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private AlignedPhoto align(int index, boolean strict, BlockingQueue<FaceDetector> detectors)
            throws InterruptedException {
        Photo photo = photos.all().get(index);
        long bytes = photo.bytes();
        FaceDetector own = detectors.take();
        Crops crops;
        try {
            crops = photo.with(picture -> crops(own, photo, picture));
        } catch (BadInputException e) {
            if (strict) {
                throw e;
            }
            return AlignedPhoto.unreadable(photo.face().id(), bytes, String.valueOf(e.getMessage()));
        } finally {
            detectors.add(own);
        }
        return write(index, photo, bytes, crops);
    }

    /** A face as it is cut out. */
    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    private record Crop(DetectedFace face, CropRegion region, byte[] png) {}

    /** What is cut out of a photo, and why nothing is, or null. */
    private record Crops(List<Crop> all, @Nullable String problem) {}

    private Crops crops(FaceDetector detector, Photo photo, BufferedImage picture) {
        if (!settings.everyFace()) {
            requireBox(photo);
        }
        var faces = chosen(detector.detect(picture), photo.box(), picture);
        if (faces.isEmpty()) {
            return new Crops(List.of(), photo.box() == null ? "no face found" : "no face found in its box");
        }
        var crops = faces.stream()
                .filter(settings.framing()::frames)
                .map(face -> crop(face, picture))
                .toList();
        return new Crops(crops, crops.isEmpty() ? "the five points of its face were not found" : null);
    }

    private static void requireBox(Photo photo) {
        var box = photo.box();
        if (box != null && box.isEmpty()) {
            throw new BadInputException(
                    photo.file() + ": its face box is " + box.width + "x" + box.height + " pixels. Correct the box.");
        }
    }

    private Crop crop(DetectedFace face, BufferedImage picture) {
        var region = settings.framing().crop(face).scaled(settings.scale());
        return new Crop(face, region, FacePng.of(region.pixels(picture, settings.shape()), settings.shape()));
    }

    /** The faces that a photo is about. */
    private List<DetectedFace> chosen(List<DetectedFace> found, @Nullable Rectangle known, BufferedImage picture) {
        if (settings.everyFace()) {
            return found;
        }
        if (known == null || known.contains(0, 0, picture.getWidth(), picture.getHeight())) {
            return found.stream().limit(1).toList();
        }
        var box = new Box(known.x, known.y, known.width, known.height);
        return found.stream()
                .filter(face -> face.box().inside(box) >= LEAST_INSIDE)
                .max(Comparator.comparingDouble(face -> face.box().overlap(box)))
                .stream()
                .toList();
    }

    /** A file that cannot be written is no fault of the photo, and ends the run. */
    private AlignedPhoto write(int index, Photo photo, long bytes, Crops crops) {
        var cut = new ArrayList<AlignedPhoto.Cut>();
        for (var crop : crops.all()) {
            String number = cut.isEmpty() ? "" : "-" + (cut.size() + 1);
            String file = String.format(Locale.ROOT, "%s/%06d%s.png", IMAGES, index, number);
            AtomicFiles.write(folder.resolve(file), crop.png());
            cut.add(AlignedPhoto.Cut.of(file, crop.face(), crop.region()));
        }
        return new AlignedPhoto(photo.face().id(), bytes, cut, true, crops.problem());
    }

    private Summary write(List<AlignedPhoto> done) {
        var faces = new ArrayList<Face>();
        var paths = new ArrayList<String>();
        for (int i = 0; i < done.size(); i++) {
            var cuts = done.get(i).faces();
            for (int k = 0; k < cuts.size(); k++) {
                faces.add(named(photos.all().get(i).face(), k));
                paths.add(cuts.get(k).file());
            }
        }
        WrittenFiles.forget(folder);
        AlignmentJournal.writeWithoutFace(done, folder);
        ManifestWriter.write(photos.labels(), faces, paths, folder);
        WrittenFiles.remember(folder, List.of("manifest.csv"));
        int readable = (int) done.stream().filter(AlignedPhoto::readable).count();
        int without =
                (int) done.stream().filter(photo -> photo.faces().isEmpty()).count();
        return new Summary(done.size(), faces.size(), without - (done.size() - readable), done.size() - readable);
    }

    private static Face named(Face face, int number) {
        return number == 0
                ? face
                : new Face(
                        face.id() + "#" + (number + 1),
                        face.split(),
                        face.votes(),
                        face.label(),
                        face.valenceArousal(),
                        face.group(),
                        face.truth());
    }
}
