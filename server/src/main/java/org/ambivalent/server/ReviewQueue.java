package org.ambivalent.server;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import org.ambivalent.data.Split;
import org.jspecify.annotations.Nullable;

/** Which faces come next, by the filters of a request. */
final class ReviewQueue {

    private static final String NONE = "none";
    private static final int LARGEST_PAGE = 500;
    private static final int PAGE = 50;

    /** The parameters that it knows. */
    static final List<String> PARAMETERS =
            List.of("reviewer", "state", "voters", "given", "suggested", "verdict", "split", "order", "after", "limit");

    /**
     * Some of the faces that fit.
     *
     * @param total how many fit
     * @param numbers of this page
     * @param more whether others come after these
     */
    record Page(int total, List<Integer> numbers, boolean more) {}

    private final ReviewSource source;
    private final @Nullable String reviewer;
    private final String state;
    private final int voters;
    private final int limit;
    private final OptionalInt after;
    private final boolean byDoubt;
    private final IntPredicate label;

    ReviewQueue(ReviewSource source, Query query) {
        this.source = source;
        String name = query.text("reviewer");
        reviewer = name == null ? null : Reviewers.require(name);
        state = query.oneOf(
                "state", reviewer == null ? "all" : "open", "open", "mine", "skipped", "voted", "disputed", "all");
        if (reviewer == null && List.of("open", "mine", "skipped").contains(state)) {
            throw Query.bad("The state " + state + " is a reviewer's: name one with reviewer.");
        }
        voters = query.whole("voters", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
        limit = query.whole("limit", PAGE, 1, LARGEST_PAGE);
        after = query.text("after") == null
                ? OptionalInt.empty()
                : OptionalInt.of(query.whole("after", 0, 0, Integer.MAX_VALUE));
        byDoubt = query.oneOf("order", "doubt", "doubt", "number").equals("doubt");
        label = given(query.text("given"))
                .and(suggested(query.text("suggested")))
                .and(verdict(query.text("verdict")))
                .and(split(query.text("split")));
    }

    @Nullable
    String reviewer() {
        return reviewer;
    }

    private IntPredicate given(@Nullable String wanted) {
        if (wanted == null) {
            return i -> true;
        }
        int emotion = wanted.equals(NONE) ? -1 : Query.emotion(wanted, source.labels());
        return i -> source.given(i).orElse(-1) == emotion;
    }

    private IntPredicate suggested(@Nullable String wanted) {
        if (wanted == null) {
            return i -> true;
        }
        int emotion = wanted.equals(NONE) ? -1 : Query.emotion(wanted, source.labels());
        return i -> {
            var suggestion = source.suggestion(i);
            return (suggestion == null ? -1 : suggestion.distribution().top()) == emotion;
        };
    }

    private IntPredicate verdict(@Nullable String wanted) {
        return wanted == null
                ? i -> true
                : i -> {
                    var suggestion = source.suggestion(i);
                    return suggestion != null && wanted.equals(suggestion.verdict());
                };
    }

    private IntPredicate split(@Nullable String wanted) {
        if (wanted == null) {
            return i -> true;
        }
        var split = named(wanted);
        return i -> source.face(i).split() == split;
    }

    private static Split named(String wanted) {
        for (Split split : Split.values()) {
            if (split.toString().equals(wanted)) {
                return split;
            }
        }
        throw Query.bad("split has to be one of train, valid, test.");
    }

    Page page() {
        int[] numbers = byDoubt ? source.order() : source.byNumber();
        return source.ballots().look(ballots -> page(numbers, ballots));
    }

    private Page page(int[] numbers, Ballots.View ballots) {
        var page = new ArrayList<Integer>();
        boolean begun = after.isEmpty();
        int total = 0;
        boolean more = false;
        for (int number : numbers) {
            if (fits(number, ballots)) {
                total++;
                if (begun && page.size() < limit) {
                    page.add(number);
                } else {
                    more |= begun;
                }
            }
            begun |= after.isPresent() && number == after.getAsInt();
        }
        return new Page(total, page, more);
    }

    private boolean fits(int number, Ballots.View ballots) {
        return label.test(number) && fits(source.face(number).id(), ballots);
    }

    private boolean fits(String face, Ballots.View ballots) {
        if (ballots.voters(face) >= voters) {
            return false;
        }
        String who = reviewer == null ? "" : reviewer;
        return switch (state) {
            case "open" -> ballots.word(face, who) == null && !ballots.skipped(face, who);
            case "mine" -> ballots.word(face, who) != null;
            case "skipped" -> ballots.skipped(face, who);
            case "voted" -> ballots.voters(face) > 0;
            case "disputed" -> ballots.isDisputed(face);
            default -> true;
        };
    }
}
