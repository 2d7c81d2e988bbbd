package org.ambivalent.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.DatasetReader.PixelSource;
import org.jspecify.annotations.Nullable;

/**
 * Square grey images that stand in one column of a CSV file as numbers from 0 to 255 with spaces between them, line after
 * line. They are read when the first of them is asked for, all at once, so that a dataset in the cache costs nothing.
 */
final class CsvPixels {

    private final Path csv;
    private final int column;
    private final int side;
    private final String fingerprint;
    private @Nullable List<Image> images;

    /**
     * Of a file with a header.
     *
     * @param column index of the one that holds the pixels
     * @param side of the images, pixels
     */
    CsvPixels(Path csv, int column, int side) {
        this.csv = csv;
        this.column = column;
        this.side = side;
        fingerprint = FacePart.fingerprint(csv);
    }

    /** The image of a row; the first after the header is 0. */
    PixelSource row(int index) {
        return new PixelSource() {
            @Override
            public byte[] read(ImageShape shape) {
                return images().get(index).to(shape);
            }

            @Override
            public String fingerprint() {
                return fingerprint + " row " + index;
            }
        };
    }

    private synchronized List<Image> images() {
        if (images == null) {
            var all = new ArrayList<Image>();
            CsvLines.forEachRow(csv, line -> all.add(image(line)));
            images = all;
        }
        return images;
    }

    private Image image(CsvRecord line) {
        String text = column < line.getFieldCount() ? line.getField(column) : "";
        var pixels = new byte[side * side];
        int count = parse(text, pixels);
        String problem = count == pixels.length ? null : problem(count);
        return new Image(Sources.name(csv), line.getStartingLineNumber(), side, pixels, problem);
    }

    private String problem(int count) {
        String found = count < 0 ? "pixels that are no numbers from 0 to 255" : count + " pixels";
        return "is truncated or damaged: it has " + found + ", but " + side * side
                + " numbers are needed. Correct the line or leave it out.";
    }

    /** How many numbers there are, or -1 if something else is among them; those that fit are stored. */
    static int parse(String text, byte[] pixels) {
        int count = 0;
        int value = -1;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? ' ' : text.charAt(i);
            if (c >= '0' && c <= '9') {
                value = Math.max(0, value) * 10 + c - '0';
                if (value > 255) {
                    return -1;
                }
            } else if (Character.isWhitespace(c)) {
                if (value >= 0) {
                    if (count < pixels.length) {
                        pixels[count] = (byte) value;
                    }
                    count++;
                }
                value = -1;
            } else {
                return -1;
            }
        }
        return count;
    }

    /** One image, or what is wrong with it. */
    @SuppressWarnings("ArrayRecordComponent") // Lives in one list, never compared.
    private record Image(
            String file,
            long line,
            int side,
            byte[] pixels,
            @Nullable String problem) {

        byte[] to(ImageShape shape) {
            if (problem != null) {
                throw new BadInputException(file + ", line " + line + ": " + problem);
            }
            if (shape.equals(ImageShape.grey(side))) {
                return pixels.clone();
            }
            var image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
            image.getRaster().setDataElements(0, 0, side, side, pixels);
            return FacePixels.of(image, shape);
        }
    }
}
