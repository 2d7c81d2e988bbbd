package org.ambivalent.server;

import java.util.Locale;

/** What can go wrong with a request; docs/api.md says when. */
enum ProblemType {
    BAD_REQUEST(400, "The request cannot be understood"),
    BAD_IMAGE(400, "The image cannot be read"),
    NO_TOKEN(401, "A token is needed"),
    WRONG_HOST(403, "The service is not known by this name"),
    WRONG_ORIGIN(403, "This page may not call the service"),
    NOT_FOUND(404, "There is no such thing"),
    WRONG_METHOD(405, "The method does not fit"),
    TOO_SLOW(408, "The request came too slowly"),
    NOT_READY(409, "This is not ready"),
    TOO_LARGE(413, "The request is too large"),
    NOT_AN_IMAGE(415, "This is not an image"),
    WRONG_TYPE(415, "The content is of the wrong type"),
    FACE_CHANGED(422, "The face is another one now"),
    KEY_REUSED(422, "The key was used for something else"),
    BUG(500, "This is a bug of ours"),
    QUEUE_FULL(503, "Too many faces are waiting"),
    TOO_BUSY(503, "Too many requests are in flight"),
    STOPPING(503, "The service is stopping");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String uri() {
        return "urn:ambivalent:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Seconds after which to try again; 0 if that would not help. */
    int retryAfter() {
        return status == 503 ? 1 : 0;
    }

    /** What comes closest to a status that a library gave. */
    static ProblemType of(int status) {
        return switch (status) {
            case 401 -> NO_TOKEN;
            case 403 -> WRONG_HOST;
            case 404 -> NOT_FOUND;
            case 405 -> WRONG_METHOD;
            case 408 -> TOO_SLOW;
            case 413 -> TOO_LARGE;
            case 415 -> WRONG_TYPE;
            case 503 -> STOPPING;
            default -> status >= 500 ? BUG : BAD_REQUEST;
        };
    }
}
