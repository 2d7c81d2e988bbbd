package org.ambivalent.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes answers, and keeps why it could not: a {@link PrintWriter} knows only that it could not. */
final class AnswerWriter extends PrintWriter {

    private final Watched stream;
    private final boolean isPipe;

    private AnswerWriter(Watched stream, boolean isPipe) {
        super(stream, true, StandardCharsets.UTF_8);
        this.stream = stream;
        this.isPipe = isPipe;
    }

    /** @param isPipe whether another program reads it: when that ends, this is no fault, in whatever language the system says so */
    static AnswerWriter to(OutputStream stream, boolean isPipe) {
        return new AnswerWriter(new Watched(stream), isPipe);
    }

    /** What kept an answer from being written, such as a full disk; null if nothing did, or only that nobody reads it any more. */
    @Nullable
    String problem() {
        return isPipe ? null : stream.problem;
    }

    private static final class Watched extends FilterOutputStream {

        private volatile @Nullable String problem;

        Watched(OutputStream stream) {
            super(stream);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                problem = String.valueOf(e.getMessage());
                throw e;
            }
        }
    }
}
