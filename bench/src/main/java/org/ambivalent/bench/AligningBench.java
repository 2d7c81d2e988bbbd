package org.ambivalent.bench;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.FaceImages;
import org.ambivalent.data.Photos;
import org.ambivalent.data.ReadOptions;
import org.ambivalent.data.SampledFaces;
import org.ambivalent.predict.Alignment;
import org.ambivalent.predict.Framing;
import org.jspecify.annotations.Nullable;

/** Time to align a folder of photos: JPEG files of 640x480, each with one sampled face of 120 to 300 pixels, somewhat turned. */
final class AligningBench {

    private static final int PHOTOS = 1000;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final double MOST_TILT = Math.toRadians(15);

    private AligningBench() {}

    static void run() throws Exception {
        int threads = Runtime.getRuntime().availableProcessors();
        Path folder = Files.createTempDirectory("bench");
        try {
            write(folder.resolve("photos"));
            long start = System.nanoTime();
            Alignment.Summary summary;
            try (var photos = Photos.open(folder.resolve("photos"), ReadOptions.defaults(), true)) {
                var settings = new Alignment.Settings(ImageShape.colour(112), Framing.BOX, 1, false);
                summary =
                        new Alignment(photos, settings, null, folder.resolve("faces")).run(threads, true, new Silent());
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "aligning %d photos of %dx%d, %d threads: %.1f s, %.1f ms a photo, %d faces found%n",
                    PHOTOS,
                    WIDTH,
                    HEIGHT,
                    threads,
                    seconds,
                    1e3 * seconds / PHOTOS,
                    summary.faces());
        } finally {
            delete(folder);
        }
    }

    private static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        var faces = SampledFaces.defaults().withCounts(PHOTOS, 1, 0).dataset().images();
        var random = new SplittableRandom(1);
        for (int i = 0; i < PHOTOS; i++) {
            var file = folder.resolve(String.format(Locale.ROOT, "%04d.jpg", i));
            ImageIO.write(photo(faces, i, random), "jpg", file.toFile());
        }
    }

    private static BufferedImage photo(FaceImages faces, int index, SplittableRandom random) {
        var shape = faces.shape();
        var face = new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_BYTE_GRAY);
        face.getRaster().setDataElements(0, 0, shape.width(), shape.height(), faces.pixels(index));
        var photo = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        var graphics = photo.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, colour(random), WIDTH, HEIGHT, colour(random)));
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        // Things that are no faces, as photos have.
        for (int k = 0; k < 12; k++) {
            graphics.setColor(colour(random));
            graphics.fillRect(
                    random.nextInt(WIDTH), random.nextInt(HEIGHT), 10 + random.nextInt(120), 10 + random.nextInt(120));
        }
        double side = 120 + random.nextInt(180);
        var place = new AffineTransform();
        place.translate(
                side / 2 + random.nextDouble() * (WIDTH - side), side / 2 + random.nextDouble() * (HEIGHT - side));
        place.rotate(MOST_TILT * (2 * random.nextDouble() - 1));
        place.scale(side / shape.width(), side / shape.height());
        place.translate(-shape.width() / 2.0, -shape.height() / 2.0);
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(face, place, null);
        graphics.dispose();
        return photo;
    }

    private static Color colour(SplittableRandom random) {
        return new Color(60 + random.nextInt(140), 60 + random.nextInt(140), 60 + random.nextInt(140));
    }

    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static final class Silent implements Alignment.Listener {
        @Override
        public void starts(int done, int total) {}

        @Override
        public void photoDone(@Nullable String problem) {}
    }
}
