package org.ambivalent.predict;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a photo: a line of {@code aligned.jsonl}.
 *
 * @param id as its dataset names it
 * @param bytes size of the file, -1 where there is none
 * @param faces cut out of it
 * @param readable whether it is an image that could be decoded
 * @param problem why there is no face, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AlignedPhoto(
        String id,
        long bytes,
        List<Cut> faces,
        boolean readable,
        @Nullable String problem) {

    AlignedPhoto {
        faces = List.copyOf(faces);
    }

    static AlignedPhoto unreadable(String id, long bytes, String why) {
        return new AlignedPhoto(id, bytes, List.of(), false, why);
    }

    /**
     * A face that was cut out.
     *
     * @param file from the folder
     * @param box where it is in the photo: left, top, width, height in pixels
     * @param crop what was cut out: centre x and y, side in pixels, tilt in degrees clockwise
     * @param score how sure the detector is, on its own scale
     */
    record Cut(String file, List<Integer> box, List<Double> crop, double score) {

        Cut {
            box = List.copyOf(box);
            crop = List.copyOf(crop);
        }

        static Cut of(String file, DetectedFace face, CropRegion crop) {
            var box = face.box();
            return new Cut(
                    file,
                    List.of(box.x(), box.y(), box.width(), box.height()),
                    List.of(
                            hundredth(crop.centreX()),
                            hundredth(crop.centreY()),
                            hundredth(crop.width()),
                            hundredth(Math.toDegrees(crop.tilt()))),
                    hundredth(face.score()));
        }

        private static double hundredth(double value) {
            return Math.round(100 * value) / 100.0;
        }
    }
}
