package org.ambivalent.core;

import org.jspecify.annotations.Nullable;

/** The version of this build, which every model file and result carries. */
public final class Version {

    public static final String CURRENT = "0.1.0";

    private Version() {}

    /** The commit of the running sources, with "-changed" where they differ from it; null where the launcher did not say. */
    public static @Nullable String commit() {
        String commit = System.getProperty("ambivalent.commit", "");
        return commit.isEmpty() ? null : commit;
    }
}
