package org.ambivalent.predict;

import org.jspecify.annotations.Nullable;

/**
 * A face that a {@link FaceDetector} found.
 *
 * @param box where people would draw it, inside the picture
 * @param crop what the network should look at: framed and levelled as the faces of FER2013 are
 * @param score how sure the detector is; higher is surer, on the detector's own scale
 * @param eyes where the detector found them, else null
 */
public record DetectedFace(
        Box box, CropRegion crop, double score, @Nullable Eyes eyes) {}
