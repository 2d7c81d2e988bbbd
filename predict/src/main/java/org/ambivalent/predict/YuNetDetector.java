package org.ambivalent.predict;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

final class YuNetDetector implements FaceDetector {
    private final Path model;

    YuNetDetector(Path model) {
        this.model = model;
    }

    @Override
    public List<DetectedFace> detect(BufferedImage picture) {
        throw new UnsupportedOperationException("not yet: " + model);
    }
}
