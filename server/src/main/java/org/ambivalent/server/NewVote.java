package org.ambivalent.server;

import java.util.List;

/**
 * What a reviewer wants to say.
 *
 * @param key under which the same vote may be sent again
 * @param source whose face it is about
 * @param face its id in the dataset
 * @param reviewer who says it
 * @param kind anything but undo
 * @param emotions names, in the order of the label set
 */
record NewVote(String key, long source, String face, String reviewer, VoteKind kind, List<String> emotions) {

    NewVote {
        emotions = List.copyOf(emotions);
    }

    boolean isSameAs(Vote vote) {
        return source == vote.source()
                && face.equals(vote.face())
                && reviewer.equals(vote.reviewer())
                && kind == vote.kind()
                && emotions.equals(vote.emotions());
    }
}
