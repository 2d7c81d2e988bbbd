package org.ambivalent.data;

import static org.ambivalent.data.Markup.count;
import static org.ambivalent.data.Markup.escape;
import static org.ambivalent.data.Markup.percent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Version;

/**
 * One self-contained page of faces whose labels a person should look at: the most suspicious first, each with its given
 * label, the suggested distribution and why.
 */
public final class IssueGallery {

    private static final String CURED =
            "The cured dataset has votes in the suggested proportions, but where several people have voted already:"
                    + " their votes stay.";

    private final Dataset data;
    private final LabelSet labels;
    private final List<LabelIssue> issues;
    private final Dataset everything;
    private final List<Duplicates.Group> conflicts;
    private final int shown;
    private final Map<String, String> provenance;

    /**
     * A page of issues.
     *
     * @param data faces with the given labels that the issues index
     * @param issues the most suspicious first
     * @param everything the whole dataset, with the same given labels
     * @param duplicates among everything
     * @param shown at most so many faces of each kind
     * @param provenance what identifies the result, in order
     */
    public IssueGallery(
            Dataset data,
            List<LabelIssue> issues,
            Dataset everything,
            List<Duplicates.Group> duplicates,
            int shown,
            Map<String, String> provenance) {
        this.data = data;
        this.labels = data.labels();
        this.issues = List.copyOf(issues);
        this.everything = everything;
        this.conflicts = duplicates.stream()
                .filter(group -> group.conflicting(everything))
                .toList();
        this.shown = shown;
        this.provenance = new LinkedHashMap<>(provenance);
    }

    /** Writes the page, whole or not at all. */
    public void write(Path file) {
        AtomicFiles.write(file, html());
    }

    /** The page. */
    public String html() {
        var sections = new ArrayList<String>();
        sections.add(heading());
        sections.add(
                kind(Verdict.WRONG, "Probably wrong", "Another emotion is much more likely than the label. " + CURED));
        sections.add(kind(
                Verdict.AMBIGUOUS, "Several emotions can be defended", "No single label says what is there. " + CURED));
        sections.add(kind(
                Verdict.BAD_IMAGE,
                "Nothing to be seen",
                "The image has next to no contrast. The cured dataset leaves it out."));
        sections.add(duplicates());
        sections.add(footer());
        return Page.html(
                title(), sections.stream().filter(text -> !text.isEmpty()).collect(Collectors.joining("\n")));
    }

    private String title() {
        return "Label issues in " + data.name();
    }

    private String heading() {
        var cards = new StringBuilder();
        for (var verdict : Verdict.values()) {
            cards.append("<li><h3>%s</h3><b>%s</b><p>%s of the labels</p></li>"
                    .formatted(capital(verdict.toString()), count(number(verdict)), percent(share(verdict))));
        }
        cards.append("<li><h3>Copies with different labels</h3><b>%s</b><p>groups of one picture</p></li>"
                .formatted(count(conflicts.size())));
        return """
                <header>
                <h1>%s</h1>
                <p>%s examined. Each was shown to a network that has not seen its label. The score comes from what it says, and, where they tell, \
                from what networks that did see the label say of the face; everything else stands beside a face as a reason to look.</p>
                <p class="note"><strong>These are suggestions, not the truth.</strong> An expression that few faces of the data show, or a \
                group of people it has few pictures of, looks wrong to a network more often than it is. Look before you change \
                a label.</p>
                <ul class="cards">%s</ul>
                </header>""".formatted(escape(title()), Markup.faces(data.size()), cards);
    }

    private long number(Verdict verdict) {
        return issues.stream().filter(issue -> issue.verdict() == verdict).count();
    }

    private double share(Verdict verdict) {
        return (double) number(verdict) / data.size();
    }

    private String kind(Verdict verdict, String title, String note) {
        long all = number(verdict);
        if (all == 0) {
            return "";
        }
        var cards = issues.stream()
                .filter(issue -> issue.verdict() == verdict)
                .limit(shown)
                .map(this::card)
                .collect(Collectors.joining());
        return Page.section(
                title,
                "<p>%s %s <span class=\"key model\"></span>suggested <span class=\"key people\"></span>given</p><ul class=\"faces\">%s</ul>"
                        .formatted(
                                escape(note),
                                all > shown
                                        ? "The " + shown + " most suspicious of " + count(all) + "."
                                        : "All " + count(all) + ".",
                                cards));
    }

    private String card(LabelIssue issue) {
        var face = data.faces().get(issue.face());
        return """
                <li><div class="face"><img src="%s" alt="Face %s"/><div><h3>%s &#8594; %s</h3>\
                <small class="muted">%s, score %s</small></div></div>%s<p><small class="muted">%s</small></p></li>
                """.formatted(
                        Page.dataUri(data.images(), issue.face()),
                        escape(face.id()),
                        escape(labels.name(issue.given())),
                        escape(labels.name(issue.suggested().top())),
                        escape(face.id()),
                        Markup.fill("%.2f", issue.score()),
                        Charts.pairedBars(
                                labels,
                                "suggested",
                                issue.suggested(),
                                "given",
                                Distribution.oneHot(issue.given(), labels.size())),
                        escape(capital(String.join("; ", issue.why())) + "."));
    }

    private String duplicates() {
        if (conflicts.isEmpty()) {
            return "";
        }
        var cards = conflicts.stream()
                .limit(shown)
                .map(group -> "<li><div class=\"copies\">" + copies(group) + "</div><p><small class=\"muted\">"
                        + (group.exact() ? "Equal pixel by pixel." : "Nearly equal.") + "</small></p></li>")
                .collect(Collectors.joining());
        return Page.section("One picture, different labels", "<ul class=\"faces\">%s</ul>".formatted(cards));
    }

    private String copies(Duplicates.Group group) {
        return group.faces().stream().map(this::copy).collect(Collectors.joining());
    }

    private String copy(int index) {
        var face = everything.faces().get(index);
        var label = Duplicates.label(face);
        return "<figure><img src=\"%s\" alt=\"Face %s\"/><figcaption>%s<br/><small class=\"muted\">%s, %s</small></figcaption></figure>"
                .formatted(
                        Page.dataUri(everything.images(), index),
                        escape(face.id()),
                        escape(label.isPresent() ? labels.name(label.getAsInt()) : "no label"),
                        escape(face.id()),
                        face.split());
    }

    private String footer() {
        var entries = new LinkedHashMap<String, String>();
        entries.put("dataset", data.name());
        entries.put("dataset hash (SHA-256)", data.hash());
        entries.putAll(provenance);
        entries.put("Ambivalent", Version.CURRENT);
        var list = entries.entrySet().stream()
                .map(entry -> "<dt>" + escape(entry.getKey()) + "</dt><dd>" + escape(entry.getValue()) + "</dd>")
                .collect(Collectors.joining());
        return "<footer>\n<h2>Where this comes from</h2>\n<dl>" + list
                + "</dl>\n<p class=\"note\"><strong>This page contains"
                + " images from the dataset, which may show real people.</strong> Share it only as the dataset's terms and"
                + " those people's rights allow.</p>\n</footer>";
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
