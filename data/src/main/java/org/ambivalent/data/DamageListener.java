package org.ambivalent.data;

import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/** JPEG decoders fill what a truncated file lacks with grey and only warn. */
final class DamageListener implements IIOReadWarningListener {

    private boolean truncated;

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        String text = warning.toLowerCase(Locale.ROOT);
        truncated |= text.contains("premature") || text.contains("truncated") || text.contains("unexpected end");
    }

    boolean truncated() {
        return truncated;
    }
}
