package org.ambivalent.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ambivalent.metrics.KrippendorffAlpha;

/** How far reviewers agree on the faces that several of them have a word on. */
final class Agreement {

    private final List<Collection<Vote>> faces = new ArrayList<>();

    Agreement(Ballots.View ballots) {
        ballots.faces().values().forEach(words -> {
            if (words.size() > 1) {
                faces.add(words.values());
            }
        });
    }

    Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        var alpha = KrippendorffAlpha.<String>ofSets();
        var reviewers = new TreeSet<String>();
        faces.forEach(words -> {
            alpha.add(words.stream().map(Vote::words).toList());
            words.forEach(vote -> reviewers.add(vote.reviewer()));
        });
        json.put("alpha", alpha.value());
        json.put("faces", faces.size());
        json.put("reviewers", reviewers.size());
        json.put("votes", alpha.values());
        json.put("pairs", pairs(List.copyOf(reviewers)));
        json.put("words", words());
        return json;
    }

    private List<Map<String, Object>> pairs(List<String> reviewers) {
        var pairs = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < reviewers.size(); i++) {
            for (int j = i + 1; j < reviewers.size(); j++) {
                var pair = pair(reviewers.get(i), reviewers.get(j));
                if (!pair.isEmpty()) {
                    pairs.add(pair);
                }
            }
        }
        return pairs;
    }

    private Map<String, Object> pair(String one, String other) {
        var alpha = KrippendorffAlpha.<String>ofSets();
        int same = 0;
        for (var words : faces) {
            var both = words.stream()
                    .filter(vote ->
                            vote.reviewer().equals(one) || vote.reviewer().equals(other))
                    .map(Vote::words)
                    .toList();
            alpha.add(both);
            same += both.size() == 2 && both.get(0).equals(both.get(1)) ? 1 : 0;
        }
        if (alpha.units() == 0) {
            return Map.of();
        }
        var json = new LinkedHashMap<String, Object>();
        json.put("reviewers", List.of(one, other));
        json.put("faces", alpha.units());
        json.put("same", (double) same / alpha.units());
        json.put("alpha", alpha.value());
        return json;
    }

    /** For each word, whether people agree that it fits. */
    private List<Map<String, Object>> words() {
        var votes = new TreeMap<String, Integer>();
        faces.forEach(words -> words.forEach(vote -> vote.words().forEach(word -> votes.merge(word, 1, Integer::sum))));
        var all = new ArrayList<Map<String, Object>>();
        votes.forEach((word, count) -> {
            var json = new LinkedHashMap<String, Object>();
            json.put("word", word);
            json.put("alpha", alpha(word));
            json.put("votes", count);
            all.add(json);
        });
        return all;
    }

    private double alpha(String word) {
        var alpha = KrippendorffAlpha.<Boolean>nominal();
        for (var words : faces) {
            alpha.add(words.stream()
                    .map(Vote::words)
                    .map((Set<String> said) -> said.contains(word))
                    .toList());
        }
        return alpha.value();
    }
}
