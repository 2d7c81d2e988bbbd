package org.ambivalent.cli;

import java.io.IOException;
import java.nio.file.Path;

/** Where paths lead. */
final class Folders {

    private Folders() {}

    /** Whether a path, there or not, is the folder or lies below it, whatever links lead there. */
    static boolean holds(Path folder, Path path) {
        return real(path.toAbsolutePath().normalize())
                .startsWith(real(folder.toAbsolutePath().normalize()));
    }

    /** Links followed as far as there is something. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            Path parent = path.getParent();
            Path name = path.getFileName();
            return parent == null || name == null ? path : real(parent).resolve(name);
        }
    }
}
