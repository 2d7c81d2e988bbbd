package org.ambivalent.cli;

/** Writes the answers for pictures one by one, as they come; closing completes the document. */
interface PictureWriter extends AutoCloseable {

    void write(PictureResult picture);

    @Override
    default void close() {}
}
