package org.ambivalent.predict;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.ambivalent.core.BadInputException;

/** Stand-in until the data module reads pictures. */
final class Pictures {

    private Pictures() {}

    static BufferedImage read(Path picture) {
        try {
            var image = ImageIO.read(picture.toFile());
            if (image == null) {
                throw new BadInputException(picture + ": not a picture");
            }
            return image;
        } catch (IOException e) {
            throw new BadInputException(picture + ": cannot be read", e);
        }
    }
}
