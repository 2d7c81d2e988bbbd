package org.ambivalent.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Duplicates;
import org.ambivalent.data.LabelIssue;
import org.ambivalent.data.LabelJudgement;
import org.ambivalent.data.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ambivalent cure} answers when it is done.
 *
 * @param issues a label each
 * @param duplicates of pictures among everything
 * @param everything the whole dataset
 * @param judgement how good the list is, where the right labels are known
 * @param folder of the files it wrote
 */
record CureSummary(
        List<LabelIssue> issues,
        List<Duplicates.Group> duplicates,
        Dataset everything,
        @Nullable LabelJudgement judgement,
        Path folder) {

    String toText() {
        var lines = new ArrayList<String>();
        lines.add(String.format(Locale.ROOT, "%,d labels examined", issues.size()));
        for (var verdict : Verdict.values()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-10s %,7d  %5.1f %%",
                    verdict,
                    count(verdict),
                    100.0 * count(verdict) / issues.size()));
        }
        lines.add(String.format(
                Locale.ROOT,
                "%,d pictures appear more than once, %,d of them under different labels",
                duplicates.size(),
                conflicts()));
        lines.add("page: " + folder.resolve("label-issues.html"));
        lines.add("list: " + folder.resolve("label-issues.csv"));
        lines.add("cured dataset: " + folder.resolve("cured"));
        if (judgement != null) {
            lines.add(judgement.toText());
        }
        return String.join(System.lineSeparator(), lines);
    }

    String toJson() {
        Map<String, Object> verdicts = new LinkedHashMap<>();
        for (var verdict : Verdict.values()) {
            verdicts.put(verdict.toString(), count(verdict));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("labels", issues.size());
        json.put("verdicts", verdicts);
        json.put("copies", new TreeMap<>(Map.of("pictures", duplicates.size(), "differentLabels", conflicts())));
        json.put("page", folder.resolve("label-issues.html").toString());
        json.put("list", folder.resolve("label-issues.csv").toString());
        json.put("cured", folder.resolve("cured").toString());
        json.put("judgement", judgement);
        return Json.pretty(json);
    }

    private long count(Verdict verdict) {
        return issues.stream().filter(issue -> issue.verdict() == verdict).count();
    }

    private long conflicts() {
        return duplicates.stream()
                .filter(group -> group.conflicting(everything))
                .count();
    }
}
