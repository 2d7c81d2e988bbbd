package org.ambivalent.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.Datasets;
import org.ambivalent.data.Face;
import org.ambivalent.data.IssueList;
import org.ambivalent.data.Protocol;
import org.ambivalent.data.ReadOptions;
import org.jspecify.annotations.Nullable;

/**
 * A dataset, or a result of cure, that people review. Read in the background; its faces are named by their number in the dataset,
 * and by their id in the store, so that votes outlive a dataset that grows.
 */
final class ReviewSource {

    private static final double CLEAR = 0.5;

    private final String name;
    private final Path path;
    private final boolean cure;
    private volatile @Nullable Content content;
    private volatile String failure = "";
    private volatile String note = "";

    /**
     * What is known once it is read.
     *
     * @param id in the store
     * @param dataset all faces
     * @param reviewable whether each is in the queue
     * @param given label of each, -1 for none
     * @param suggestions of each, null where nobody has looked
     * @param numbers of faces by their ids
     * @param ballots votes so far
     * @param leftOut faces of a cure that have no image
     */
    @SuppressWarnings("ArrayRecordComponent") // shared on purpose, never compared
    private record Content(
            long id,
            Dataset dataset,
            boolean[] reviewable,
            int[] given,
            @Nullable Suggestion[] suggestions,
            Map<String, Integer> numbers,
            Ballots ballots,
            int leftOut) {}

    /** Numbers in the order of doubt, most first. */
    private volatile int[] order = {};

    private final AtomicInteger judged = new AtomicInteger();

    ReviewSource(NamedPath source) {
        name = source.name();
        path = source.path();
        cure = CureResult.isAt(path);
    }

    /** Reads it, and the votes that the store has on it. */
    void read(ReadOptions options, VoteStore store) {
        try {
            var dataset = Datasets.read(cure ? CureResult.dataset(path) : path, options);
            Map<String, IssueList.Line> issues = cure ? CureResult.issues(path, dataset.labels()) : Map.of();
            var read = content(dataset, issues, store);
            order = order(read);
            content = read;
        } catch (BadInputException e) {
            failed(String.valueOf(e.getMessage()));
        }
    }

    /** Says why it cannot be read. */
    void failed(String why) {
        failure = why;
    }

    private Content content(Dataset dataset, Map<String, IssueList.Line> issues, VoteStore store) {
        int size = dataset.size();
        var reviewable = new boolean[size];
        var given = new int[size];
        var suggestions = new Suggestion[size];
        var numbers = new HashMap<String, Integer>();
        for (int i = 0; i < size; i++) {
            var face = dataset.faces().get(i);
            var issue = issues.get(face.id());
            numbers.put(face.id(), i);
            reviewable[i] = !cure || issue != null;
            given[i] = issue == null ? label(face, dataset.labels()) : issue.given();
            suggestions[i] = issue == null ? null : Suggestion.of(issue);
        }
        int leftOut = (int)
                issues.keySet().stream().filter(id -> !numbers.containsKey(id)).count();
        judged.set(issues.size() - leftOut);
        long id = store.source(path, name, dataset.hash());
        return new Content(
                id, dataset, reviewable, given, suggestions, numbers, ballots(store.votes(id), numbers), leftOut);
    }

    private static int label(Face face, LabelSet labels) {
        return Protocol.ALL_VOTES
                .target(face, labels.size())
                .map(Protocol.Target::label)
                .orElse(-1);
    }

    private Ballots ballots(List<Vote> votes, Map<String, Integer> numbers) {
        var ballots = new Ballots();
        int lost = 0;
        for (Vote vote : votes) {
            ballots.add(vote);
            lost += numbers.containsKey(vote.face()) ? 0 : 1;
        }
        if (lost > 0) {
            note = lost + " votes are about faces that are not in the dataset any more; they are kept.";
        }
        return ballots;
    }

    /** Faces that no model has looked at yet, by number; none of a cure, which has done so itself. */
    int[] unjudged() {
        var known = content();
        return cure
                ? new int[0]
                : IntStream.range(0, known.dataset().size())
                        .filter(i -> known.suggestions()[i] == null)
                        .toArray();
    }

    /** Takes what a model says of some faces into account. */
    void judge(Map<Integer, Distribution> opinions) {
        var known = content();
        opinions.forEach((number, p) -> known.suggestions()[number] = suggestion(known, number, p));
        judged.addAndGet(opinions.size());
    }

    private static Suggestion suggestion(Content known, int number, Distribution p) {
        var labels = known.dataset().labels();
        int given = known.given()[number];
        double score = given < 0 ? p.entropy() / Math.log(p.size()) : 1 - p.probability(given);
        var reasons = new ArrayList<String>();
        reasons.add("the model gives " + labels.name(p.top()) + " " + percent(p.confidence()));
        if (given >= 0 && given != p.top()) {
            reasons.add("and the given label, " + labels.name(given) + ", " + percent(p.probability(given)));
        }
        if (p.confidence() < CLEAR) {
            reasons.add("no emotion has half of the probability");
        }
        return new Suggestion(p, Math.max(0, Math.min(1, score)), null, false, reasons);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    /** Brings the queue in order of what is known now. */
    void sort() {
        order = order(content());
    }

    private static int[] order(Content known) {
        var scores = new double[known.dataset().size()];
        for (int i = 0; i < scores.length; i++) {
            var suggestion = known.suggestions()[i];
            scores[i] = suggestion == null ? -1 : suggestion.score();
        }
        return IntStream.range(0, scores.length)
                .filter(i -> known.reviewable()[i])
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]).thenComparing(i -> i))
                .mapToInt(i -> i)
                .toArray();
    }

    String name() {
        return name;
    }

    boolean isCure() {
        return cure;
    }

    String state() {
        return content != null ? "ready" : failure.isEmpty() ? "reading" : "failed";
    }

    /** What there is to say about it, for people. */
    String note() {
        return failure.isEmpty() ? note : failure;
    }

    void note(String text) {
        note = note.isEmpty() ? text : note + " " + text;
    }

    boolean isReady() {
        return content != null;
    }

    private Content content() {
        var known = content;
        if (known == null) {
            throw new ProblemException(
                    ProblemType.NOT_READY,
                    failure.isEmpty() ? "The faces are still being read. Ask again in a second." : failure);
        }
        return known;
    }

    long id() {
        return content().id();
    }

    Dataset dataset() {
        return content().dataset();
    }

    LabelSet labels() {
        return content().dataset().labels();
    }

    Ballots ballots() {
        return content().ballots();
    }

    int leftOut() {
        return content().leftOut();
    }

    /** How many faces have a suggestion. */
    int judged() {
        return judged.get();
    }

    /** Numbers of the faces in the queue, the most doubtful first. Not to be changed. */
    int[] order() {
        return order;
    }

    /** The numbers of the queue from low to high. */
    int[] byNumber() {
        int[] numbers = order.clone();
        Arrays.sort(numbers);
        return numbers;
    }

    /** A face of the queue. */
    Face face(int number) {
        var known = content();
        if (number < 0 || number >= known.dataset().size() || !known.reviewable()[number]) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no face of this number.");
        }
        return known.dataset().faces().get(number);
    }

    /** The number of a face that is still there, or empty. */
    OptionalInt number(String face) {
        Integer number = content().numbers().get(face);
        return number == null ? OptionalInt.empty() : OptionalInt.of(Objects.requireNonNull(number));
    }

    /** The given label of a face, or empty. */
    OptionalInt given(int number) {
        int label = content().given()[number];
        return label < 0 ? OptionalInt.empty() : OptionalInt.of(label);
    }

    @Nullable
    Suggestion suggestion(int number) {
        return content().suggestions()[number];
    }

    /** The votes that the dataset has on a face, or null if it has none of people: a cured label is the cure's own. */
    @Nullable
    Votes peoplesVotes(int number) {
        var suggestion = suggestion(number);
        return suggestion != null && suggestion.isLabel()
                ? null
                : content().dataset().faces().get(number).votes();
    }
}
