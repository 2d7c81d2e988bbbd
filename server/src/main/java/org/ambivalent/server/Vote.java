package org.ambivalent.server;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A row of the review store.
 *
 * @param id grows with every row
 * @param source whose face it is about
 * @param face its id in the dataset
 * @param reviewer who said it
 * @param kind what was said
 * @param emotions names, in the order of the label set; only where the kind is emotions
 * @param withdraws the row that this one takes back; only where the kind is undo
 * @param at when, ISO 8601 in UTC
 */
record Vote(
        long id,
        long source,
        String face,
        String reviewer,
        VoteKind kind,
        List<String> emotions,
        @Nullable Long withdraws,
        String at) {

    Vote {
        emotions = List.copyOf(emotions);
    }

    /** What it names: emotions, or one word for everything else. */
    Set<String> words() {
        return kind == VoteKind.EMOTIONS ? new TreeSet<>(emotions) : Set.of(kind.words());
    }
}
