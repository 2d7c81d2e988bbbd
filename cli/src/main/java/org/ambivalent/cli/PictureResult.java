package org.ambivalent.cli;

import java.nio.file.Path;
import java.util.List;
import org.ambivalent.predict.FacePrediction;

/**
 * The answer for one picture.
 *
 * @param file as the user named it
 * @param width pixels of the upright picture
 * @param height pixels of the upright picture
 * @param faces largest first; empty if none was found
 */
record PictureResult(Path file, int width, int height, List<FacePrediction> faces) {}
