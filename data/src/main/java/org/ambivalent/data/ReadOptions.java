package org.ambivalent.data;

import java.nio.file.Path;
import java.util.Map;
import org.ambivalent.core.ImageShape;

/**
 * How to read a dataset.
 *
 * @param shape every image is brought to this shape
 * @param strict stop at the first bad image instead of reporting and skipping it
 * @param labelMap emotion by folder name or label text, for datasets that use other words ("angry" to "anger")
 * @param cache folder for decoded images; it may be deleted at any time
 * @param photos whether whole photos are wanted where a dataset has both these and the faces cut out of them
 */
public record ReadOptions(ImageShape shape, boolean strict, Map<String, String> labelMap, Path cache, boolean photos) {

    public ReadOptions {
        labelMap = Map.copyOf(labelMap);
    }

    /** 48x48 grey, lenient, no label map, the user's cache folder. */
    public static ReadOptions defaults() {
        return new ReadOptions(ImageShape.grey(48), false, Map.of(), defaultCache(), false);
    }

    /** AMBIVALENT_CACHE if set, else a folder in XDG_CACHE_HOME, else in {@code .cache} of the user's home. */
    static Path defaultCache() {
        String chosen = System.getenv("AMBIVALENT_CACHE");
        if (chosen != null && !chosen.isBlank()) {
            return Path.of(chosen);
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg != null && !xdg.isBlank() ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("ambivalent");
    }

    public ReadOptions withShape(ImageShape shape) {
        return new ReadOptions(shape, strict, labelMap, cache, photos);
    }

    public ReadOptions withStrict(boolean strict) {
        return new ReadOptions(shape, strict, labelMap, cache, photos);
    }

    public ReadOptions withLabelMap(Map<String, String> labelMap) {
        return new ReadOptions(shape, strict, labelMap, cache, photos);
    }

    public ReadOptions withCache(Path cache) {
        return new ReadOptions(shape, strict, labelMap, cache, photos);
    }

    public ReadOptions withPhotos(boolean photos) {
        return new ReadOptions(shape, strict, labelMap, cache, photos);
    }
}
