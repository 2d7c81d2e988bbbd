package org.ambivalent.data;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ambivalent.data.SplitDescription.Counted;

/** The terminal's view of a dataset, within 80 columns for names of usual length. */
final class DescriptionText {

    /** More lines than these hide everything else; the others are in the JSON. */
    private static final int SHOWN = 10;

    private final DatasetDescription data;
    private final StringBuilder text = new StringBuilder();

    private DescriptionText(DatasetDescription data) {
        this.data = data;
    }

    static String of(DatasetDescription data) {
        var description = new DescriptionText(data);
        description.heading();
        data.protocols().forEach(description::emotions);
        description.votes();
        description.known();
        description.copies();
        description.leftOut();
        return description.text.toString().stripTrailing();
    }

    private void heading() {
        text.append(data.dataset())
                .append(": ")
                .append(Markup.faces(data.whole().faces()))
                .append(", ")
                .append(data.labels().size())
                .append(" emotions, read as ")
                .append(data.shape())
                .append(".\n\n");
    }

    private void emotions(Protocol protocol) {
        row(title(protocol), data.splits(), SplitDescription::name);
        for (int k = 0; k < data.labels().size(); k++) {
            int emotion = k;
            row(
                    "  " + data.labels().name(k),
                    data.splits(),
                    split -> count(counted(split, protocol).emotions().get(emotion)));
        }
        row("  together", data.splits(), split -> count(counted(split, protocol).faces()));
        if (data.hasVotes()) {
            row(
                    "  the others",
                    data.splits(),
                    split -> count(split.faces() - counted(split, protocol).faces()));
        }
        text.append('\n');
    }

    private String title(Protocol protocol) {
        return data.hasVotes() ? protocol == Protocol.MAJORITY ? "majority" : "most votes" : "labels";
    }

    static Counted counted(SplitDescription split, Protocol protocol) {
        return protocol == Protocol.MAJORITY ? split.majority() : split.all();
    }

    private void votes() {
        if (data.whole().all().entropies() != null) {
            row("vote entropy, nats", data.splits(), SplitDescription::name);
            row("  mean, all votes", data.splits(), split -> entropy(split.all(), VoteEntropies::mean));
            row("  mean, majority", data.splits(), split -> entropy(split.majority(), VoteEntropies::mean));
            row("  median, all votes", data.splits(), split -> entropy(split.all(), VoteEntropies::median));
            row("  9 of 10 are below", data.splits(), split -> entropy(split.all(), VoteEntropies::ninetieth));
            text.append('\n');
        }
    }

    private void known() {
        row("faces that have", data.splits(), SplitDescription::name);
        row("  votes", data.splits(), split -> count(split.voted()));
        row("  a label", data.splits(), split -> count(split.labelled()));
        row("  valence, arousal", data.splits(), split -> count(split.placed()));
        row("  altogether", data.splits(), split -> count(split.faces()));
        if (data.whole().groups() > 0) {
            row("groups of people", data.splits(), split -> count(split.groups()));
        }
        text.append('\n');
    }

    private static String entropy(Counted counted, Function<VoteEntropies, Double> figure) {
        var entropies = counted.entropies();
        return entropies == null ? "-" : Markup.fill("%.3f", figure.apply(entropies));
    }

    private void copies() {
        if (data.copies().isEmpty()) {
            text.append("no picture appears more than once\n\n");
            return;
        }
        text.append(Markup.fill(
                "%,d pictures appear more than once, %,d of them under different labels%n",
                data.copies().size(), data.conflicts()));
        copies("within a split", false);
        copies("across splits ", true);
        text.append('\n');
    }

    private void copies(String where, boolean across) {
        text.append(Markup.fill(
                "  %s: %,d equal pixel by pixel, %,d nearly equal%n",
                where, data.copies(true, across), data.copies(false, across)));
    }

    private void leftOut() {
        if (data.leftOut().isEmpty()) {
            text.append("nothing was left out\n");
            return;
        }
        text.append("left out while reading:\n");
        data.leftOut().stream()
                .limit(SHOWN)
                .forEach(line -> text.append("  ").append(line).append('\n'));
        if (data.leftOut().size() > SHOWN) {
            text.append("  ... and ").append(data.leftOut().size() - SHOWN).append(" more\n");
        }
    }

    private <T> void row(String name, List<T> columns, Function<T, String> cell) {
        text.append(String.format(Locale.ROOT, "%-20s", name));
        text.append(columns.stream()
                .map(column -> String.format(Locale.ROOT, " %9s", cell.apply(column)))
                .collect(Collectors.joining()));
        text.append('\n');
    }

    private static String count(int faces) {
        return Markup.count(faces);
    }
}
