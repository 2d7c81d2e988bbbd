package org.ambivalent.data;

import static org.ambivalent.data.Markup.escape;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.jspecify.annotations.Nullable;

/**
 * One self-contained page of what a training made of its labels: the faces whose labels it trusts least, those it trusts
 * most, and those it gave another label. The Self-Cure Network's figure 4 for any objective that weighs labels.
 */
public final class TrustGallery {

    private static final int SHOWN = 48;

    private final Dataset data;
    private final LabelSet labels;
    private final List<Entry> entries;

    /**
     * What became of one label.
     *
     * @param face index into the dataset
     * @param given the label it came with
     * @param current the label it has now
     * @param trust how far the training trusts the given label, in [0, 1]
     * @param before the label before it was made wrong on purpose, or null if it was not
     * @param recovered the distribution that was rebuilt from it, or null for objectives that rebuild none
     * @param votes what people say of the face, which the training was not told, or null where nobody knows
     */
    public record Entry(
            int face,
            int given,
            int current,
            double trust,
            @Nullable Integer before,
            @Nullable Distribution recovered,
            @Nullable Votes votes) {

        /** Of an objective that rebuilds no distribution, on labels of which nothing else is known. */
        public Entry(int face, int given, int current, double trust, @Nullable Integer before) {
            this(face, given, current, trust, before, null, null);
        }

        boolean changed() {
            return current != given;
        }
    }

    /** A page about some faces of a dataset, in any order. */
    public TrustGallery(Dataset data, List<Entry> entries) {
        this.data = data;
        this.labels = data.labels();
        this.entries = entries.stream()
                .sorted(Comparator.comparingDouble(Entry::trust).thenComparingInt(Entry::face))
                .toList();
    }

    /** Writes the page, whole or not at all. */
    public void write(Path file) {
        AtomicFiles.write(file, html());
    }

    /** The page. */
    public String html() {
        var least = section("Trusted least", entry -> true, entries);
        var changed = section("Given another label", Entry::changed, entries);
        var reversed = new ArrayList<>(entries);
        Collections.reverse(reversed);
        var most = section("Trusted most", entry -> true, reversed);
        return Page.html(title(), heading() + least + changed + most + footer());
    }

    private String title() {
        return "What a training made of the labels of " + data.name();
    }

    private String heading() {
        long changed = entries.stream().filter(Entry::changed).count();
        return """
                <header>
                <h1>%s</h1>
                <p>%s, %s of them with another label than the given one. Trust is between 0 and 1: the importance of a face under \
                self-cure, how probable it is that its label is right under forward-correction, one minus its uncertainty factor under neighbours.%s</p>
                <p class="note"><strong>A network's distrust is no proof.</strong> <code>ambivalent cure</code> makes a list with networks \
                that have not seen the labels they judge.</p>
                </header>
                """.formatted(escape(title()), Markup.faces(entries.size()), Markup.count(changed), legend());
    }

    private String legend() {
        boolean any = entries.stream().anyMatch(entry -> entry.recovered() != null);
        return any ? " Of two bars the upper, blue one is what was recovered, the lower one the given label." : "";
    }

    private String section(String title, Predicate<Entry> which, List<Entry> ordered) {
        var cards = ordered.stream().filter(which).limit(SHOWN).map(this::card).collect(Collectors.joining());
        return cards.isEmpty() ? "" : Page.section(title, "<ul class=\"faces few\">" + cards + "</ul>\n");
    }

    private String card(Entry entry) {
        var face = data.faces().get(entry.face());
        String now = entry.changed() ? " &#8594; " + escape(labels.name(entry.current())) : "";
        String before = entry.before() == null
                ? ""
                : "<br/><small class=\"muted\">made wrong on purpose, was " + escape(labels.name(entry.before()))
                        + "</small>";
        return """
                <li><div class="face"><img src="%s" alt="Face %s"/><div><h3>%s%s</h3>\
                <small class="muted">%s, trust %s</small>%s%s</div></div>%s</li>
                """.formatted(
                        Page.dataUri(data.images(), entry.face()),
                        escape(face.id()),
                        escape(labels.name(entry.given())),
                        now,
                        escape(face.id()),
                        Markup.fill("%.2f", entry.trust()),
                        before,
                        people(entry),
                        recovered(entry));
    }

    /** The most frequent emotion first. */
    private String people(Entry entry) {
        var votes = entry.votes();
        return votes == null
                ? ""
                : IntStream.range(0, votes.size())
                        .filter(emotion -> votes.count(emotion) > 0)
                        .boxed()
                        .sorted(Comparator.comparingInt(emotion -> -votes.count(emotion)))
                        .map(emotion -> escape(labels.name(emotion)) + " " + votes.count(emotion))
                        .collect(Collectors.joining(", ", "<br/><small>people say: ", "</small>"));
    }

    private String recovered(Entry entry) {
        var recovered = entry.recovered();
        return recovered == null
                ? ""
                : Charts.pairedBars(
                        labels, "recovered", recovered, "given", Distribution.oneHot(entry.given(), labels.size()));
    }

    private String footer() {
        return "<footer>\n<p class=\"note\"><strong>This page contains images from the dataset, which may show real"
                + " people.</strong> Share it only as the dataset's terms and those people's rights allow.</p>\n</footer>";
    }
}
