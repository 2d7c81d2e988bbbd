package org.ambivalent.server;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/**
 * Something that can be asked.
 *
 * @param method GET, POST or DELETE
 * @param path with {@code {parameters}}
 * @param open whether it is answered without a token
 * @param handler answers
 */
record Route(HandlerType method, String path, boolean open, Handler handler) {

    static Route get(String path, Handler handler) {
        return new Route(HandlerType.GET, path, false, handler);
    }

    static Route post(String path, Handler handler) {
        return new Route(HandlerType.POST, path, false, handler);
    }

    static Route delete(String path, Handler handler) {
        return new Route(HandlerType.DELETE, path, false, handler);
    }

    /** The same, for everyone. */
    Route forEveryone() {
        return new Route(method, path, true, handler);
    }
}
