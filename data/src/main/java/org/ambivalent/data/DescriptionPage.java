package org.ambivalent.data;

import static org.ambivalent.data.Markup.capital;
import static org.ambivalent.data.Markup.count;
import static org.ambivalent.data.Markup.escape;
import static org.ambivalent.data.Markup.fill;
import static org.ambivalent.data.Markup.percent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ambivalent.core.Version;
import org.ambivalent.data.DatasetDescription.Copies;

/** One self-contained page about a dataset: how many faces of what, how much people disagree, copies, and faces to look at. */
public final class DescriptionPage {

    /** Groups of copies on the page; the JSON has all. */
    private static final int COPIES_SHOWN = 24;

    /** A placeholder that a crawler took for a picture is there thousands of times. */
    private static final int OF_A_GROUP_SHOWN = 8;

    private static final int LEFT_OUT_SHOWN = 40;

    private final DatasetDescription description;
    private final Dataset data;
    private final int shown;
    private final long seed;

    /**
     * The page of a description.
     *
     * @param data what was described
     * @param shown faces of each emotion, at most
     * @param seed draws them
     */
    public DescriptionPage(DatasetDescription description, Dataset data, int shown, long seed) {
        this.description = description;
        this.data = data;
        this.shown = shown;
        this.seed = seed;
    }

    /** Writes the page, whole or not at all. */
    public void write(Path file) {
        AtomicFiles.write(file, html());
    }

    /** The page. */
    public String html() {
        var sections =
                Stream.of(heading(), table(), emotions(), entropies(), plane(), sheet(), copies(), leftOut(), footer());
        return Page.html(title(), sections.filter(text -> !text.isEmpty()).collect(Collectors.joining("\n")));
    }

    private String title() {
        return "What is in " + data.name();
    }

    private String heading() {
        var whole = description.whole();
        var cards = new StringBuilder();
        cards.append(card("Faces", count(whole.faces()), inSplits()));
        if (description.hasVotes()) {
            cards.append(card(
                    "With a majority",
                    percent((double) whole.majority().faces() / whole.faces()),
                    count(whole.majority().faces()) + " faces on which more than half of the cleaned votes agree"));
            var entropies = whole.all().entropies();
            if (entropies != null) {
                cards.append(card(
                        "Vote entropy",
                        fill("%.2f", entropies.mean()),
                        fill(
                                "nats, the mean of all votes; 0 where all agree, %.2f where nobody does",
                                Math.log(description.labels().size()))));
            }
        }
        cards.append(card(
                "Pictures more than once",
                count(description.copies().size()),
                fill(
                        "%,d of them across splits, %,d under different labels",
                        description.copies().stream()
                                .filter(Copies::acrossSplits)
                                .count(),
                        description.conflicts())));
        return """
                <header>
                <h1>%s</h1>
                <p>%s, %s emotions: %s. Read as %s.</p>
                <ul class="cards">%s</ul>
                </header>""".formatted(
                        escape(title()),
                        Markup.faces(whole.faces()),
                        count(description.labels().size()),
                        escape(String.join(", ", description.labels().names())),
                        description.shape(),
                        cards);
    }

    private String inSplits() {
        return description.parts().stream()
                .map(split -> count(split.faces()) + " in " + split.name())
                .collect(Collectors.joining(", "));
    }

    private static String card(String title, String value, String note) {
        return "<li><h3>%s</h3><b>%s</b><p>%s</p></li>".formatted(escape(title), value, escape(note));
    }

    private String table() {
        var header = description.splits().stream()
                .map(split -> "<th scope=\"col\">" + escape(capital(split.name())) + "</th>")
                .collect(Collectors.joining());
        var rows = new StringBuilder();
        row(rows, "Faces", SplitDescription::faces);
        row(rows, "With votes", SplitDescription::voted);
        row(rows, "With a label", SplitDescription::labelled);
        if (description.whole().placed() > 0) {
            row(rows, "With valence and arousal", SplitDescription::placed);
        }
        if (description.hasVotes()) {
            row(rows, "That count under the majority protocol", split -> split.majority()
                    .faces());
            row(rows, "That count under the all-votes protocol", split -> split.all()
                    .faces());
        }
        return Page.section("Split by split", """
                <div class="scroll"><table class="emotions">
                <thead><tr><th scope="col"></th>%s</tr></thead>
                <tbody>%s</tbody>
                </table></div>""".formatted(header, rows));
    }

    private interface Figure {
        int of(SplitDescription split);
    }

    private void row(StringBuilder rows, String name, Figure figure) {
        rows.append("<tr><th scope=\"row\">").append(name).append("</th>");
        description.splits().forEach(split -> rows.append("<td class=\"number\">")
                .append(count(figure.of(split)))
                .append("</td>"));
        rows.append("</tr>\n");
    }

    private String emotions() {
        boolean voted = description.hasVotes();
        var figures = description.parts().stream()
                .map(split -> FigureCells.figure(
                        DescriptionCharts.emotions(description.labels(), split, voted),
                        capital(split.name()) + ", " + Markup.faces(split.faces())))
                .collect(Collectors.joining());
        String note = voted
                ? "<p><span class=\"key model\"></span>faces with this majority <span class=\"key people\"></span>faces that"
                        + " most people give this emotion, the ambiguous ones too</p>"
                : "";
        return Page.section("Emotions", note + "<div class=\"charts\">" + figures + "</div>");
    }

    private String entropies() {
        var figures = new StringBuilder();
        for (var split : description.parts()) {
            var entropies = split.all().entropies();
            if (entropies != null) {
                var majority = split.majority().entropies();
                figures.append(FigureCells.figure(
                        DescriptionCharts.entropies(
                                entropies, description.labels().size(), split.name()),
                        fill(
                                "%s: mean %.3f (dashed), median %.3f; of the faces with a majority %s",
                                capital(split.name()),
                                entropies.mean(),
                                entropies.median(),
                                majority == null ? "-" : fill("%.3f", majority.mean()))));
            }
        }
        return figures.isEmpty()
                ? ""
                : Page.section(
                        "How much people disagree",
                        "<p>Faces by the entropy of their votes.</p><div" + " class=\"charts\">" + figures + "</div>");
    }

    private String plane() {
        if (description.whole().placed() == 0) {
            return "";
        }
        var labels = description.labels();
        var keys = IntStream.range(0, labels.size())
                .mapToObj(k -> "<span class=\"key emotion" + k % 8 + "\"></span>" + escape(labels.name(k)))
                .collect(Collectors.joining(" "));
        return Page.section(
                "Valence and arousal",
                "<p>" + keys + "</p><div class=\"charts\">"
                        + FigureCells.figure(
                                DescriptionCharts.plane(data.faces(), labels),
                                count(DescriptionCharts.drawn(data.faces(), labels)
                                                .size())
                                        + " annotated faces, a drawn part of them where there are many; large: the mean of"
                                        + " each emotion")
                        + "</div>");
    }

    private String sheet() {
        var rows = new StringBuilder();
        var labels = description.labels();
        for (int k = 0; k < labels.size(); k++) {
            var faces = drawn(k);
            if (!faces.isEmpty()) {
                rows.append("<h3>").append(escape(capital(labels.name(k)))).append("</h3><div class=\"sheet\">");
                faces.forEach(face -> rows.append(image(face)));
                rows.append("</div>\n");
            }
        }
        return rows.isEmpty()
                ? ""
                : Page.section(
                        "Faces",
                        fill(
                                "<p>Drawn at random, at most %d of each emotion, the one that most people see.</p>%s",
                                shown, rows));
    }

    /** Faces of an emotion, in the order of the dataset. */
    private List<Integer> drawn(int emotion) {
        var random = new SplittableRandom(seed + emotion);
        var drawn = new ArrayList<Integer>();
        int seen = 0;
        for (int i = 0; i < data.size(); i++) {
            var target = Protocol.ALL_VOTES.target(
                    data.faces().get(i), description.labels().size());
            if (target.isPresent() && target.get().label() == emotion) {
                seen++;
                if (drawn.size() < shown) {
                    drawn.add(i);
                } else {
                    int place = random.nextInt(seen);
                    if (place < shown) {
                        drawn.set(place, i);
                    }
                }
            }
        }
        return drawn.stream().sorted().toList();
    }

    private String image(int face) {
        String id = escape(data.faces().get(face).id());
        return "<img src=\"%s\" alt=\"Face %s\" title=\"%s\"/>".formatted(Page.dataUri(data.images(), face), id, id);
    }

    private String copies() {
        if (description.copies().isEmpty()) {
            return "";
        }
        var worst = description.copies().stream()
                .sorted(Comparator.comparing(Copies::acrossSplits)
                        .thenComparing(Copies::conflicting)
                        .reversed())
                .limit(COPIES_SHOWN)
                .map(this::copiesCard)
                .collect(Collectors.joining());
        String note = fill(
                "<p>%,d pictures appear more than once: %,d equal pixel by pixel and %,d nearly equal within a split, %,d"
                        + " and %,d across splits. What is scored on one split should not have been seen in another. Those"
                        + " across splits and under different labels come first.</p>",
                description.copies().size(),
                description.copies(true, false),
                description.copies(false, false),
                description.copies(true, true),
                description.copies(false, true));
        return Page.section("Pictures that appear more than once", note + "<ul class=\"faces\">" + worst + "</ul>");
    }

    private String copiesCard(Copies group) {
        var faces =
                group.indices().stream().limit(OF_A_GROUP_SHOWN).map(this::copy).collect(Collectors.joining());
        var words = new ArrayList<String>();
        words.add(group.exact() ? "Equal pixel by pixel" : "Nearly equal");
        if (group.acrossSplits()) {
            words.add("across splits");
        }
        if (group.conflicting()) {
            words.add("under different labels");
        }
        int more = group.indices().size() - OF_A_GROUP_SHOWN;
        if (more > 0) {
            words.add("and " + count(more) + " more");
        }
        return "<li><div class=\"copies\">" + faces + "</div><p><small class=\"muted\">" + String.join(", ", words)
                + ".</small></p></li>";
    }

    private String copy(int index) {
        var face = data.faces().get(index);
        var label = Duplicates.label(face);
        String name = label.isPresent() ? description.labels().name(label.getAsInt()) : "no label";
        return "<figure>%s<figcaption>%s<br/><small class=\"muted\">%s, %s</small></figcaption></figure>"
                .formatted(image(index), escape(name), escape(face.id()), face.split());
    }

    private String leftOut() {
        if (description.leftOut().isEmpty()) {
            return "";
        }
        var lines = description.leftOut().stream()
                .limit(LEFT_OUT_SHOWN)
                .map(line -> "<li>" + escape(line) + "</li>")
                .collect(Collectors.joining());
        int more = description.leftOut().size() - LEFT_OUT_SHOWN;
        return Page.section(
                "Left out while reading",
                "<ul class=\"lines\">" + lines + "</ul>" + (more > 0 ? "<p>and " + count(more) + " more</p>" : ""));
    }

    private String footer() {
        return """
                <footer>
                <h2>Where this comes from</h2>
                <dl><dt>dataset</dt><dd>%s</dd><dt>dataset hash (SHA-256)</dt><dd>%s</dd><dt>seed of the faces shown</dt>\
                <dd>%s</dd><dt>Ambivalent</dt><dd>%s</dd></dl>
                <p class="note"><strong>This page contains images from the dataset, which may show real people.</strong> Share it \
                only as the dataset's terms and those people's rights allow.</p>
                </footer>""".formatted(escape(data.name()), data.hash(), Long.toString(seed), Version.CURRENT);
    }
}
