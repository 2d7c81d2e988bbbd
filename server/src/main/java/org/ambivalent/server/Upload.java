package org.ambivalent.server;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.util.Blocker;

/**
 * An image that a client sent.
 *
 * @param name as the client called it, without folders; empty if it did not
 * @param bytes of the file
 */
@SuppressWarnings("ArrayRecordComponent") // handed straight to the decoder, never compared
record Upload(String name, byte[] bytes) {

    private static final int LONGEST_PARAMETER = 200;
    private static final int LONGEST_HEADERS = 4096;

    /** Beside its images, a request has parameters among its parts. */
    private static final int PARAMETERS = 10;

    /** For messages. */
    String title() {
        return name.isEmpty() ? "the image" : "\"" + Texts.shortened(name) + "\"";
    }

    /**
     * The images of a request.
     *
     * @param body its bytes
     * @param query gets the parameters that stand among the parts
     * @param most images
     */
    static List<Upload> of(Context ctx, byte[] body, Query query, int most) {
        String type = ctx.contentType();
        String kind = type == null
                ? ""
                : type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
        if (kind.equals("multipart/form-data")) {
            return parts(boundary(type), body, query, most);
        }
        if (!kind.isEmpty() && !kind.startsWith("image/") && !kind.equals("application/octet-stream")) {
            throw new ProblemException(
                    ProblemType.WRONG_TYPE,
                    "Send an image as the body (image/png, image/jpeg, ..., application/octet-stream), or several as"
                            + " multipart/form-data.");
        }
        return List.of(new Upload("", body));
    }

    private static String boundary(String type) {
        String boundary = MultiPart.extractBoundary(type);
        if (boundary == null || boundary.isEmpty() || boundary.length() > 70) {
            throw Query.bad("The multipart body has no boundary of 1 to 70 characters.");
        }
        return boundary;
    }

    private static List<Upload> parts(String boundary, byte[] body, Query query, int most) {
        var parser = new MultiPartFormData.Parser(boundary);
        // Nothing may ever be written to disk: there is no folder for it either.
        parser.setMaxMemoryFileSize(-1);
        parser.setUseFilesForPartsWithoutFileName(false);
        parser.setPartHeadersMaxLength(LONGEST_HEADERS);
        parser.setMaxParts(most + PARAMETERS);
        parser.setMaxLength(-1);
        try (var parts = parsed(parser, body)) {
            var uploads = new ArrayList<Upload>();
            for (MultiPart.Part part : parts) {
                if (part.getFileName() == null) {
                    query.put(part.getName() == null ? "" : part.getName(), text(part));
                } else {
                    uploads.add(new Upload(Texts.fileName(part.getFileName()), bytes(part)));
                }
            }
            if (uploads.isEmpty()) {
                throw Query.bad("No part of the multipart body is a file. Name one: -F file=@photo.jpg");
            }
            if (uploads.size() > most) {
                throw new ProblemException(
                        ProblemType.TOO_LARGE,
                        "A request may have " + most + " images, but has " + uploads.size() + ".");
            }
            return uploads;
        } catch (IOException | HttpException.RuntimeException | IllegalStateException e) {
            throw broken(e);
        }
    }

    private static MultiPartFormData.Parts parsed(MultiPartFormData.Parser parser, byte[] body) throws IOException {
        var source = new ByteBufferContentSource(ByteBuffer.wrap(body));
        return Blocker.<MultiPartFormData.Parts>blockWithPromise(promise -> parser.parse(source, promise));
    }

    private static ProblemException broken(Throwable e) {
        return Query.bad("The multipart body cannot be understood: " + Texts.shortened(String.valueOf(e.getMessage())));
    }

    private static String text(MultiPart.Part part) throws IOException {
        if (part.getLength() > LONGEST_PARAMETER) {
            throw Query.bad("A part without a file name is a parameter, and no parameter is so long.");
        }
        return new String(bytes(part), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(MultiPart.Part part) throws IOException {
        var buffer = Content.Source.asByteBuffer(part.getContentSource());
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
