package org.ambivalent.data;

import java.nio.file.Path;
import java.util.List;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;

/**
 * Reads the annotations of one published layout; pixels are decoded later, all layouts alike. To add a layout, write a
 * reader and add it to the list in {@link Datasets}.
 */
public interface DatasetReader {

    /** What it looks for, such as "a CSV file with a header": told to a user whose data no reader recognises. */
    String layout();

    /**
     * Whether a folder or file looks like this layout, sound or not.
     *
     * @param root a folder, the inside of a zip, or a file that is no zip
     */
    boolean recognises(Path root);

    /**
     * Reads every annotation.
     *
     * @throws org.ambivalent.core.BadInputException with the file, the line and what to do
     */
    Annotations read(Path root, ReadOptions options);

    /**
     * What a dataset says, before its images are decoded.
     *
     * @param labels the emotions that votes and labels are over
     * @param faces with distinct ids
     * @param leftOut what the layout has and no face stands for, a line each
     */
    record Annotations(LabelSet labels, List<AnnotatedFace> faces, List<String> leftOut) {

        public Annotations {
            faces = List.copyOf(faces);
            leftOut = List.copyOf(leftOut);
        }

        Annotations(LabelSet labels, List<AnnotatedFace> faces) {
            this(labels, faces, List.of());
        }
    }

    /** A face and where to find its pixels. */
    record AnnotatedFace(Face face, PixelSource pixels) {}

    /** Opens the image of a face when asked; safe from several threads at once. */
    interface PixelSource {

        /**
         * Pixels {@code [channels][height][width]}, bytes 0 to 255.
         *
         * @throws org.ambivalent.core.BadInputException with the file and what is wrong
         */
        byte[] read(ImageShape shape);

        /** Changes whenever the pixels may have changed: name, size and time of the file. */
        String fingerprint();
    }
}
