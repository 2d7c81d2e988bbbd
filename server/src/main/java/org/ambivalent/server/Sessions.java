package org.ambivalent.server;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Browsers that showed the token once. Kept in memory: a new process asks again. */
final class Sessions {

    static final String COOKIE = "ambivalent";
    static final Duration LENGTH = Duration.ofHours(12);

    private static final int BYTES = 32;
    private static final int MOST = 10_000;

    private final SecureRandom random = new SecureRandom();

    /** The oldest first. */
    private final Map<String, Instant> ends = new LinkedHashMap<>();

    synchronized String open() {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String session = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        forgetOld();
        ends.put(session, Instant.now().plus(LENGTH));
        return session;
    }

    private void forgetOld() {
        var now = Instant.now();
        ends.values().removeIf(end -> end.isBefore(now));
        var oldest = ends.keySet().iterator();
        if (ends.size() >= MOST && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }

    /** A session is 256 random bits: to guess one from how long a look-up takes is out of reach. */
    synchronized boolean holds(@Nullable String session) {
        var end = session == null ? null : ends.get(session);
        return end != null && end.isAfter(Instant.now());
    }

    synchronized void close(@Nullable String session) {
        if (session != null) {
            ends.remove(session);
        }
    }
}
