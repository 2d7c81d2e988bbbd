package org.ambivalent.predict;

import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.SampledFaces;

/** Pictures of faces that are nobody's: sampled from the statistical face model and drawn onto plain grey. */
final class Drawn {

    private Drawn() {}

    /** The same faces every time, 48x48. */
    static List<BufferedImage> sampled(int count) {
        var images = SampledFaces.defaults().withCounts(0, count, 0).dataset().images();
        var faces = new ArrayList<BufferedImage>();
        for (int i = 0; i < count; i++) {
            faces.add(grey(images.pixels(i), images.shape()));
        }
        return faces;
    }

    static BufferedImage grey(byte[] pixels, ImageShape shape) {
        var image = new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, shape.width(), shape.height(), pixels);
        return image;
    }

    static BufferedImage canvas(int width, int height) {
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        var graphics = picture.createGraphics();
        graphics.setColor(Color.GRAY);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return picture;
    }

    /** Draws a face, {@code side} pixels a side, with its centre at a place, turned clockwise by {@code tilt} radians. */
    static void paste(
            BufferedImage face, BufferedImage picture, double centreX, double centreY, int side, double tilt) {
        var place = new AffineTransform();
        place.translate(centreX, centreY);
        place.rotate(tilt);
        place.scale((double) side / face.getWidth(), (double) side / face.getHeight());
        place.translate(-face.getWidth() / 2.0, -face.getHeight() / 2.0);
        var graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(face, place, null);
        graphics.dispose();
    }

    static BufferedImage withFace(BufferedImage face, int width, int height, int side) {
        var picture = canvas(width, height);
        paste(face, picture, width / 2.0, height / 2.0, side, 0);
        return picture;
    }
}
