package org.ambivalent.predict;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.ambivalent.core.Prediction;
import org.ambivalent.data.AtomicFiles;

/**
 * Draws predictions into a picture: a box around each face and beside it a panel with the emotion, the entropy in nats
 * and a bar for every probability.
 *
 * <p>Lines and letters grow with the picture; a small picture is enlarged first, so that they can be read. A panel stands
 * to the right, left, below or above its face, wherever it covers no face and no other panel; where there is no such
 * place it goes into a margin added on the right, in columns as high as the picture. In a crowd, letters are as small as it
 * takes for the margin to be no larger than the picture, down to {@value #MIN_LETTERS} pixels; of a crowd too large even for that, or
 * beside a thin strip, faces without a place have a box alone. Without any fonts on the machine, boxes and bars are drawn without
 * words, see {@link #warning()}. Stateless and safe from several threads at once.
 */
public final class Annotator {

    /** Pictures are enlarged until the longer side has this many pixels. */
    private static final int MIN_SIDE = 640;

    /** Letters are this part of the longer side, and at least {@value #MIN_LETTERS} pixels high. */
    private static final double LETTERS = 1 / 60.0;

    private static final int MIN_LETTERS = 12;

    /** A panel is about as many letters high, and should not be higher than the picture. */
    private static final int PANEL_LETTERS = 14;

    /** How many times as large as the picture the annotated one may be. */
    private static final int MOST_GROWTH = 2;

    /** Pixels that an annotated picture may have whatever the picture's size. */
    private static final long ALWAYS = 4_000_000;

    private static final double SMALLER = 0.8;

    /** Rows of a panel: of more emotions, the most probable are shown. */
    private static final int MAX_BARS = 10;

    private static final Color PANEL = new Color(20, 24, 32);
    private static final float PANEL_OPACITY = 0.85f;
    private static final Color WORDS = new Color(240, 240, 240);
    private static final Color TRACK = new Color(70, 76, 88);

    /** Told apart by people with any colour vision (Okabe and Ito 2008). */
    private static final List<Color> FACES = List.of(
            new Color(86, 180, 233),
            new Color(230, 159, 0),
            new Color(0, 158, 115),
            new Color(240, 228, 66),
            new Color(204, 121, 167),
            new Color(213, 94, 0));

    private final boolean fonts = hasFonts();

    /** Why pictures have no words, if they have none. */
    public Optional<String> warning() {
        return fonts
                ? Optional.empty()
                : Optional.of("No fonts on this machine: pictures show boxes and bars without words. Install a font"
                        + " and fontconfig, such as the packages fonts-dejavu-core and fontconfig.");
    }

    /** Java finds out about missing fonts by failing in one of several ways when the first word is measured. */
    private static boolean hasFonts() {
        var probe = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        try {
            return probe.getFontMetrics(font(MIN_LETTERS)).stringWidth("neutral") > 0;
        } catch (RuntimeException | LinkageError | InternalError e) {
            return false;
        } finally {
            probe.dispose();
        }
    }

    private static Font font(int height) {
        return new Font(Font.SANS_SERIF, Font.PLAIN, height);
    }

    /** A copy of a picture, at least as large, with the predictions drawn in. */
    public BufferedImage annotate(BufferedImage picture, List<FacePrediction> faces) {
        int longest = Math.max(picture.getWidth(), picture.getHeight());
        int zoom = Math.max(1, (MIN_SIDE + longest - 1) / longest);
        var layout = layout(picture, faces, zoom);
        int letters = layout.letters;
        var annotated = new BufferedImage(layout.size.width, layout.size.height, BufferedImage.TYPE_INT_RGB);
        var graphics = annotated.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setColor(PANEL);
            graphics.fillRect(0, 0, layout.size.width, layout.size.height);
            graphics.drawImage(picture, 0, 0, picture.getWidth() * zoom, picture.getHeight() * zoom, Color.WHITE, null);
            for (int i = 0; i < faces.size(); i++) {
                drawBox(graphics, layout.boxes.get(i), colour(i), letters);
            }
            for (int i = 0; i < faces.size(); i++) {
                if (!layout.panels.get(i).isEmpty()) {
                    drawPanel(graphics, layout.panels.get(i), faces.get(i).prediction(), colour(i), letters);
                }
            }
        } finally {
            graphics.dispose();
        }
        return annotated;
    }

    /** At most so many bytes are held while a picture of so many pixels is annotated, besides the picture itself. */
    public static long bytes(long pixels) {
        return Integer.BYTES * Math.max(ALWAYS, MOST_GROWTH * pixels);
    }

    /** Annotates a picture and writes it as PNG, whole or not at all. */
    public void write(Path png, BufferedImage picture, List<FacePrediction> faces) {
        var annotated = annotate(picture, faces);
        AtomicFiles.write(png, temporary -> {
            if (!ImageIO.write(annotated, "png", temporary.toFile())) {
                throw new IOException("no PNG writer in this Java");
            }
        });
    }

    private static Color colour(int face) {
        return FACES.get(face % FACES.size());
    }

    /** An empty panel is not drawn. */
    private record Layout(int letters, Rectangle size, List<Rectangle> boxes, List<Rectangle> panels) {

        boolean isTooLarge(Rectangle picture) {
            return area(size) > Math.max(ALWAYS, MOST_GROWTH * area(picture));
        }
    }

    private static double area(Rectangle rectangle) {
        return (double) rectangle.width * rectangle.height;
    }

    /** With letters that grow with the picture, or as small as a crowd needs. */
    private Layout layout(BufferedImage picture, List<FacePrediction> faces, int zoom) {
        var inside = new Rectangle(picture.getWidth() * zoom, picture.getHeight() * zoom);
        double wanted = Math.min(
                Math.max(inside.width, inside.height) * LETTERS,
                (double) Math.min(inside.width, inside.height) / PANEL_LETTERS);
        int letters = (int) Math.max(MIN_LETTERS, Math.round(wanted));
        var layout = layout(inside, faces, zoom, letters, true);
        while (letters > MIN_LETTERS && layout.isTooLarge(inside)) {
            letters = (int) Math.max(MIN_LETTERS, letters * SMALLER);
            layout = layout(inside, faces, zoom, letters, true);
        }
        return layout.isTooLarge(inside) ? layout(inside, faces, zoom, letters, false) : layout;
    }

    private Layout layout(Rectangle inside, List<FacePrediction> faces, int zoom, int letters, boolean margin) {
        var boxes = faces.stream().map(face -> zoomed(face.box(), zoom)).toList();
        var panels = new ArrayList<Rectangle>();
        var size = new Rectangle(inside);
        int gap = letters / 2;
        int column = inside.width;
        int used = 0;
        for (int i = 0; i < boxes.size(); i++) {
            var wanted = panelSize(faces.get(i).prediction(), letters);
            var panel = beside(boxes.get(i), wanted, inside, boxes, panels, gap).orElse(new Rectangle());
            if (panel.isEmpty() && margin) {
                if (used > 0 && used + gap + wanted.height > inside.height) {
                    column = size.width;
                    used = 0;
                }
                panel = new Rectangle(column + gap, used + gap, wanted.width, wanted.height);
                used = panel.y + panel.height;
                size = size.union(new Rectangle(panel.x, panel.y, panel.width + gap, panel.height + gap));
            }
            panels.add(panel);
        }
        return new Layout(letters, size, boxes, panels);
    }

    private static Rectangle zoomed(Box box, int zoom) {
        return new Rectangle(box.x() * zoom, box.y() * zoom, box.width() * zoom, box.height() * zoom);
    }

    /** The first place next to a box that is inside the picture and free. */
    private static Optional<Rectangle> beside(
            Rectangle box, Rectangle size, Rectangle inside, List<Rectangle> boxes, List<Rectangle> panels, int gap) {
        int y = Math.max(0, Math.min(box.y, inside.height - size.height));
        int x = Math.max(0, Math.min(box.x, inside.width - size.width));
        var places = List.of(
                new Rectangle(box.x + box.width + gap, y, size.width, size.height),
                new Rectangle(box.x - gap - size.width, y, size.width, size.height),
                new Rectangle(x, box.y + box.height + gap, size.width, size.height),
                new Rectangle(x, box.y - gap - size.height, size.width, size.height));
        return places.stream()
                .filter(inside::contains)
                .filter(place -> boxes.stream().noneMatch(place::intersects))
                .filter(place -> panels.stream().noneMatch(place::intersects))
                .findFirst();
    }

    private Rectangle panelSize(Prediction prediction, int letters) {
        int rows = Math.min(MAX_BARS, prediction.labels().size()) + (fonts ? 1 : 0);
        return new Rectangle(nameWidth(prediction, letters) + 10 * letters, rowHeight(letters) * rows + letters);
    }

    private static int rowHeight(int letters) {
        return letters * 13 / 10;
    }

    /** About 0.6 of their height is the average width of letters. */
    private int nameWidth(Prediction prediction, int letters) {
        int longest = prediction.labels().names().stream()
                .mapToInt(String::length)
                .max()
                .orElse(0);
        return fonts ? Math.min(longest, 16) * letters * 6 / 10 + letters : 0;
    }

    private static void drawBox(Graphics2D graphics, Rectangle box, Color colour, int letters) {
        graphics.setColor(colour);
        graphics.setStroke(new BasicStroke(Math.max(2, letters / 6f)));
        graphics.drawRect(box.x, box.y, box.width - 1, box.height - 1);
    }

    private void drawPanel(Graphics2D graphics, Rectangle panel, Prediction prediction, Color colour, int letters) {
        graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, PANEL_OPACITY));
        graphics.setColor(PANEL);
        graphics.fill(panel);
        graphics.setComposite(AlphaComposite.SrcOver);
        graphics.setColor(colour);
        graphics.fillRect(panel.x, panel.y, Math.max(2, letters / 4), panel.height);
        int y = panel.y + letters / 2;
        if (fonts) {
            graphics.setFont(font(letters).deriveFont(Font.BOLD));
            write(graphics, title(prediction), panel.x + letters, y, panel.width - 3 * letters / 2, letters);
            y += rowHeight(letters);
        }
        for (int emotion : shown(prediction)) {
            drawBar(graphics, panel, y, prediction, emotion, colour, letters);
            y += rowHeight(letters);
        }
    }

    static String title(Prediction prediction) {
        return String.format(
                Locale.ROOT,
                "%s  %.2f nats",
                prediction.abstains() ? "abstains" : prediction.emotion(),
                prediction.uncertainty().total());
    }

    /** The emotions to draw, in the order of the label set. */
    private static int[] shown(Prediction prediction) {
        var distribution = prediction.distribution();
        var order = new ArrayList<Integer>();
        for (int k = 0; k < distribution.size(); k++) {
            order.add(k);
        }
        order.sort((a, b) -> Double.compare(distribution.probability(b), distribution.probability(a)));
        return order.stream()
                .limit(MAX_BARS)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    private void drawBar(
            Graphics2D graphics,
            Rectangle panel,
            int y,
            Prediction prediction,
            int emotion,
            Color colour,
            int letters) {
        int names = nameWidth(prediction, letters);
        int x = panel.x + letters + names;
        int bar = 6 * letters;
        double probability = prediction.distribution().probability(emotion);
        graphics.setColor(TRACK);
        graphics.fillRect(x, y + letters / 5, bar, letters * 7 / 10);
        graphics.setColor(colour);
        graphics.fillRect(x, y + letters / 5, (int) Math.round(bar * probability), letters * 7 / 10);
        if (fonts) {
            graphics.setFont(font(letters));
            write(graphics, prediction.labels().name(emotion), panel.x + letters, y, names, letters);
            String percent = String.format(Locale.ROOT, "%d%%", Math.round(100 * probability));
            write(graphics, percent, x + bar + letters / 3, y, 3 * letters, letters);
        }
    }

    /** Writes words into a width, cut where they are longer. */
    private static void write(Graphics2D graphics, String words, int x, int y, int width, int letters) {
        FontMetrics metrics = graphics.getFontMetrics();
        String fitting = words;
        while (!fitting.isEmpty() && metrics.stringWidth(fitting) > width) {
            fitting = fitting.substring(0, fitting.length() - 1);
        }
        graphics.setColor(WORDS);
        graphics.drawString(fitting, x, y + letters * 9 / 10);
    }
}
