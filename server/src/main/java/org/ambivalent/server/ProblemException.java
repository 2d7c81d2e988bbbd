package org.ambivalent.server;

import java.util.LinkedHashMap;
import java.util.Map;

/** Ends a request with a problem of RFC 9457. It happens to clients, not to us: there is no stack trace. */
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ProblemType type;
    private final int status;

    /**
     * A problem of the status that its type has.
     *
     * @param detail what is wrong here, and what to do next; shown to people
     */
    ProblemException(ProblemType type, String detail) {
        this(type, type.status(), detail);
    }

    /** A problem that a library found, with the library's own status. */
    ProblemException(ProblemType type, int status, String detail) {
        super(detail, null, false, false);
        this.type = type;
        this.status = status;
    }

    ProblemType type() {
        return type;
    }

    int status() {
        return status;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    /**
     * The body of the answer.
     *
     * @param request its id
     */
    Map<String, Object> json(String request) {
        var json = new LinkedHashMap<String, Object>();
        json.put("type", type.uri());
        json.put("title", type.title());
        json.put("status", status);
        json.put("detail", detail());
        json.put("instance", request);
        return json;
    }
}
