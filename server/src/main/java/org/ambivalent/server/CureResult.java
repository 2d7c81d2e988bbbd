package org.ambivalent.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.LabelSet;
import org.ambivalent.data.IssueList;

/** A folder that {@code ambivalent cure} wrote: its list of issues, and the cured dataset that has the images. */
final class CureResult {

    private static final String LIST = "label-issues.csv";

    private CureResult() {}

    /** Whether a folder is such a result. */
    static boolean isAt(Path folder) {
        return Files.isRegularFile(folder.resolve(LIST));
    }

    /** Where its images are. */
    static Path dataset(Path folder) {
        return folder.resolve("cured");
    }

    /**
     * Its list, by face, the most suspicious first.
     *
     * @param labels of the cured dataset
     * @throws BadInputException if the list is damaged, or of other emotions
     */
    static Map<String, IssueList.Line> issues(Path folder, LabelSet labels) {
        return IssueList.read(folder.resolve(LIST), labels);
    }
}
