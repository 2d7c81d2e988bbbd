package org.ambivalent.core;

/** The version of this build, which every model file and result carries. */
public final class Version {

    public static final String CURRENT = "0.1.0";

    private Version() {}
}
