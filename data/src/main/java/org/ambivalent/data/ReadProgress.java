package org.ambivalent.data;

/** Hears how far the reading of a dataset is; called by one thread at a time. */
@FunctionalInterface
public interface ReadProgress {

    /** {@code done} of {@code total} images are decoded. */
    void decoded(int done, int total);

    /** Tells nobody. */
    static ReadProgress silent() {
        return (done, total) -> {};
    }
}
