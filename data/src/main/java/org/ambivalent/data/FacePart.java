package org.ambivalent.data;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.jspecify.annotations.Nullable;

/**
 * An image file, or the part of it that holds the face.
 *
 * @param part in pixels of the upright image, or null for all of it
 * @param cut whether what of the part is outside the image is cut off; else it has to be inside
 */
record FacePart(Path file, @Nullable Rectangle part, boolean cut) implements DatasetReader.PixelSource {

    FacePart(Path file) {
        this(file, null);
    }

    FacePart(Path file, @Nullable Rectangle part) {
        this(file, part, false);
    }

    /** For boxes by a detector, which may reach over the edge of the image a little. */
    static FacePart cut(Path file, Rectangle part) {
        return new FacePart(file, part, true);
    }

    @Override
    public byte[] read(ImageShape shape) {
        byte[] bytes = ImageDecoder.bytes(file);
        if (part == null || part.equals(new Rectangle(shape.width(), shape.height()))) {
            var plain = GreyPng.decode(bytes, shape);
            if (plain.isPresent()) {
                return plain.get();
            }
        }
        return ImageDecoder.with(bytes, Sources.name(file), image -> pixels(image, shape));
    }

    private byte[] pixels(BufferedImage image, ImageShape shape) {
        if (part == null) {
            return FacePixels.of(image, shape);
        }
        return FacePixels.of(image, inside(part, image), shape);
    }

    private Rectangle inside(Rectangle box, BufferedImage image) {
        var whole = new Rectangle(image.getWidth(), image.getHeight());
        var inside = cut ? whole.intersection(box) : box;
        if (inside.isEmpty() || !whole.contains(inside)) {
            throw new BadInputException(Sources.name(file) + ": has " + image.getWidth() + "x" + image.getHeight()
                    + " pixels, but its face box is (" + box.x + ", " + box.y + ", " + (box.x + box.width)
                    + ", " + (box.y + box.height) + "). Correct the box.");
        }
        return inside;
    }

    @Override
    public String fingerprint() {
        return fingerprint(file) + (part == null ? "" : " " + part) + (cut ? " cut" : "");
    }

    /**
     * Name, size and time of a file; the name alone if there is none. Of a file in a zip no time: many zips note it without its time
     * zone, and the zip's own time says as much.
     */
    static String fingerprint(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            boolean zipped = !file.getFileSystem().equals(FileSystems.getDefault());
            return file + " " + attributes.size()
                    + (zipped ? "" : " " + attributes.lastModifiedTime().toMillis());
        } catch (IOException e) {
            return file + " cannot be read";
        }
    }
}
