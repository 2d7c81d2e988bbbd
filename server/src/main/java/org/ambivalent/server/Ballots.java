package org.ambivalent.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the votes on the faces of one source come to, kept in memory as rows are added. A reviewer's word on a face is their
 * latest vote on it that is not withdrawn; skipping says nothing and takes nothing back.
 *
 * <p>Safe from several threads at once.
 */
final class Ballots {

    private final List<Vote> all = new ArrayList<>();
    private final Map<String, List<Vote>> byFace = new HashMap<>();
    private final Set<Long> withdrawn = new HashSet<>();

    /** By reviewer and face. */
    private final Map<String, Map<String, Vote>> words = new TreeMap<>();

    private final Map<String, Set<String>> skipped = new HashMap<>();

    /** By face and reviewer. */
    private final Map<String, Map<String, Vote>> voters = new HashMap<>();

    /** Takes a row into account; rows come in the order of their ids. */
    synchronized void add(Vote vote) {
        all.add(vote);
        byFace.computeIfAbsent(vote.face(), face -> new ArrayList<>()).add(vote);
        if (vote.withdraws() != null) {
            withdrawn.add(vote.withdraws());
        }
        settle(vote.face(), vote.reviewer());
    }

    private void settle(String face, String reviewer) {
        Vote word = null;
        boolean skips = false;
        for (Vote vote : byFace.getOrDefault(face, List.of())) {
            if (vote.reviewer().equals(reviewer) && !withdrawn.contains(vote.id())) {
                word = vote.kind().isWord() ? vote : word;
                skips |= vote.kind() == VoteKind.SKIP;
            }
        }
        put(words.computeIfAbsent(reviewer, name -> new HashMap<>()), face, word);
        var ofFace = voters.computeIfAbsent(face, id -> new LinkedHashMap<>());
        put(ofFace, reviewer, word);
        if (ofFace.isEmpty()) {
            voters.remove(face);
        }
        var skippedBy = skipped.computeIfAbsent(reviewer, name -> new HashSet<>());
        if (skips && word == null) {
            skippedBy.add(face);
        } else {
            skippedBy.remove(face);
        }
    }

    private static void put(Map<String, Vote> map, String key, @Nullable Vote value) {
        if (value == null) {
            map.remove(key);
        } else {
            map.put(key, value);
        }
    }

    /** How the ballots look to one who asks a lot at once: nothing changes meanwhile. */
    synchronized <T> T look(Looking<T> looking) {
        return looking.at(new View());
    }

    /** Something that is read from ballots. */
    @FunctionalInterface
    interface Looking<T> {
        T at(View view);
    }

    /** Ballots that do not change; to be used within {@link #look} alone. */
    final class View {

        private View() {}

        /** Present words on a face, in the order in which reviewers came. */
        Collection<Vote> words(String face) {
            return voters.getOrDefault(face, Map.of()).values();
        }

        /** How many reviewers have a word on a face. */
        int voters(String face) {
            return words(face).size();
        }

        /** A reviewer's present word on a face. */
        @Nullable
        Vote word(String face, String reviewer) {
            return words.getOrDefault(reviewer, Map.of()).get(face);
        }

        /** Whether a reviewer skipped a face and has no word on it. */
        boolean skipped(String face, String reviewer) {
            return skipped.getOrDefault(reviewer, Set.of()).contains(face);
        }

        /** Whether words on a face differ. */
        boolean isDisputed(String face) {
            return words(face).stream().map(Vote::words).distinct().count() > 1;
        }

        /** Faces that somebody has a word on, with these words. */
        Map<String, Map<String, Vote>> faces() {
            return voters;
        }

        /** Reviewers that ever said anything, by name. */
        Set<String> reviewers() {
            return words.keySet();
        }

        /** The present words of a reviewer, by face. */
        Map<String, Vote> of(String reviewer) {
            return words.getOrDefault(reviewer, Map.of());
        }

        int skippedBy(String reviewer) {
            return skipped.getOrDefault(reviewer, Set.of()).size();
        }

        /** Every row about a face, the first first. */
        List<Vote> history(String face) {
            return byFace.getOrDefault(face, List.of());
        }

        /** Every row, the first first. */
        List<Vote> all() {
            return all;
        }

        /** Whether a row is its reviewer's present word. */
        boolean counts(Vote vote) {
            return vote.equals(word(vote.face(), vote.reviewer()));
        }

        boolean isWithdrawn(Vote vote) {
            return withdrawn.contains(vote.id());
        }
    }
}
