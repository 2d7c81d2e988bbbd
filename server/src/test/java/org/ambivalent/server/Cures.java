package org.ambivalent.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.data.CuredLabels;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.IssueList;
import org.ambivalent.data.LabelEvidence;
import org.ambivalent.data.LabelIssue;
import org.ambivalent.data.ManifestWriter;
import org.ambivalent.data.Verdict;

/** What {@code ambivalent cure} leaves behind. */
final class Cures {

    private Cures() {}

    /**
     * The first five faces are wrong, anger that is sadness; the last is a bad image and left out; the others are fine. The first
     * two have one label alone, so the cure replaces it; people's votes on the others stay.
     */
    static void write(Dataset voted, Path folder) {
        int anger = voted.labels().indexOf("anger");
        var single = Set.of(voted.faces().get(0).id(), voted.faces().get(1).id());
        var faces = voted.map(face -> single.contains(face.id()) ? face.withLabelAlone(anger) : face);
        var sad = distribution(faces.labels(), 0.8);
        var angry = distribution(faces.labels(), 0.2);
        var issues = new ArrayList<LabelIssue>();
        var evidence = new ArrayList<LabelEvidence>();
        for (int i = 0; i < faces.size(); i++) {
            var suggested = i < 5 ? sad : angry;
            var verdict = i < 5 ? Verdict.WRONG : i == faces.size() - 1 ? Verdict.BAD_IMAGE : Verdict.FINE;
            issues.add(
                    new LabelIssue(i, anger, suggested, suggested, 1 - i / 100.0, verdict, List.of("first", "second")));
            evidence.add(new LabelEvidence(suggested, null, OptionalDouble.empty(), OptionalDouble.empty()));
        }
        IssueList.write(faces, faces, evidence, issues, folder.resolve("label-issues.csv"));
        ManifestWriter.writeWithImages(CuredLabels.cured(faces, faces, issues), folder.resolve("cured"));
    }

    private static Distribution distribution(LabelSet labels, double sadness) {
        var shares = new double[labels.size()];
        shares[labels.indexOf("sadness")] = sadness;
        shares[labels.indexOf("anger")] = 1 - sadness;
        return Distribution.of(shares);
    }
}
