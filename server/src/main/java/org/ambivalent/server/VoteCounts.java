package org.ambivalent.server;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;

/** Votes on a face, as answers name them. */
final class VoteCounts {

    private VoteCounts() {}

    /** How many people chose each emotion, and what is none. */
    static Map<String, Integer> json(Votes votes, LabelSet labels) {
        var json = new LinkedHashMap<String, Integer>();
        for (int k = 0; k < labels.size(); k++) {
            json.put(labels.name(k), votes.count(k));
        }
        json.put("unknown", votes.unknown());
        json.put("notAFace", votes.notAFace());
        return json;
    }
}
