package org.ambivalent.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes answers, and keeps why it could not: a {@link PrintWriter} knows only that it could not. */
final class AnswerWriter extends PrintWriter {

    private final Watched stream;

    private AnswerWriter(Watched stream) {
        super(stream, true, StandardCharsets.UTF_8);
        this.stream = stream;
    }

    static AnswerWriter to(OutputStream stream) {
        return new AnswerWriter(new Watched(stream));
    }

    /** What kept an answer from being written, such as a full disk; null if nothing did, or only that nobody reads it any more. */
    @Nullable
    String problem() {
        var problem = stream.problem;
        return problem == null || problem.toLowerCase(Locale.ROOT).contains("pipe") ? null : problem;
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
