package org.ambivalent.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;

/**
 * What a dataset holds: faces of each emotion in each split under both protocols, how much people disagree, faces that are
 * one picture, and what could not be read.
 *
 * @param dataset its name
 * @param hash of everything read, {@link Dataset#hash()}
 * @param labels the emotions
 * @param shape the faces were read in
 * @param splits those that have faces, and behind them all faces together where there are several
 * @param copies faces that are one picture
 * @param leftOut what was left out while reading, a line each
 */
public record DatasetDescription(
        String dataset,
        String hash,
        LabelSet labels,
        ImageShape shape,
        List<SplitDescription> splits,
        List<Copies> copies,
        List<String> leftOut) {

    /**
     * Faces that are one picture.
     *
     * @param ids of the faces, as the dataset names them
     * @param indices of the faces
     * @param splits they are in, in order, each once
     * @param exact whether all are equal pixel by pixel
     * @param equalWithin how many of its pictures are there more than once pixel by pixel, in one split
     * @param equalAcross the same in several splits
     * @param conflicting whether they have different labels, the majority standing for a label where there are votes alone
     */
    public record Copies(
            List<String> ids,
            List<Integer> indices,
            List<Split> splits,
            boolean exact,
            int equalWithin,
            int equalAcross,
            boolean conflicting) {

        public Copies {
            ids = List.copyOf(ids);
            indices = List.copyOf(indices);
            splits = List.copyOf(splits);
        }

        static Copies of(Duplicates.Group group, Dataset data) {
            var faces = group.faces().stream().map(data.faces()::get).toList();
            return new Copies(
                    faces.stream().map(Face::id).toList(),
                    group.faces(),
                    faces.stream().map(Face::split).sorted().distinct().toList(),
                    group.exact(),
                    equal(group, data, false),
                    equal(group, data, true),
                    group.conflicting(data));
        }

        /** How many of its pictures are there more than once pixel by pixel, within a split or across. */
        private static int equal(Duplicates.Group group, Dataset data, boolean acrossSplits) {
            return (int) group.pictures().stream()
                    .filter(faces -> faces.size() > 1)
                    .map(faces -> faces.stream()
                            .map(face -> data.faces().get(face).split())
                            .distinct()
                            .count())
                    .filter(splits -> splits > 1 == acrossSplits)
                    .count();
        }

        /** Whether they are in several splits, so that what is scored on one has been seen in another. */
        public boolean acrossSplits() {
            return splits.size() > 1;
        }
    }

    public DatasetDescription {
        splits = List.copyOf(splits);
        copies = List.copyOf(copies);
        leftOut = List.copyOf(leftOut);
    }

    /** Looks at every face; near copies are looked for in the shape the dataset was read in. */
    public static DatasetDescription of(Dataset data) {
        int classes = data.labels().size();
        var splits = new ArrayList<SplitDescription>();
        for (Split split : Split.values()) {
            var faces = data.split(split).faces();
            if (!faces.isEmpty()) {
                splits.add(SplitDescription.of(split.toString(), faces, classes));
            }
        }
        if (splits.size() > 1) {
            splits.add(SplitDescription.of("all", data.faces(), classes));
        }
        return new DatasetDescription(
                data.name(),
                data.hash(),
                data.labels(),
                data.images().shape(),
                splits,
                Duplicates.find(data.images()).stream()
                        .map(group -> Copies.of(group, data))
                        .toList(),
                data.skipped());
    }

    /** All faces together. */
    public SplitDescription whole() {
        return splits.get(splits.size() - 1);
    }

    /** The splits that have faces, without what stands for all of them. */
    public List<SplitDescription> parts() {
        return splits.size() == 1 ? splits : splits.subList(0, splits.size() - 1);
    }

    /** Whether people voted, so that the two protocols differ. */
    public boolean hasVotes() {
        return whole().voted() > 0;
    }

    /**
     * How many pictures there are more than once, of one kind. A picture that is there twice pixel by pixel, and once more
     * nearly so, counts as both.
     */
    public long copies(boolean exact, boolean acrossSplits) {
        return exact
                ? copies.stream()
                        .mapToLong(group -> acrossSplits ? group.equalAcross() : group.equalWithin())
                        .sum()
                : copies.stream()
                        .filter(group -> !group.exact() && group.acrossSplits() == acrossSplits)
                        .count();
    }

    /** How many pictures there are more than once under different labels. */
    public long conflicts() {
        return copies.stream().filter(Copies::conflicting).count();
    }

    /** The protocols that differ here, what papers report first. */
    Stream<Protocol> protocols() {
        return hasVotes() ? Stream.of(Protocol.values()) : Stream.of(Protocol.MAJORITY);
    }

    /** For a terminal. */
    public String toText() {
        return DescriptionText.of(this);
    }

    /** As JSON; keys are only ever added. */
    public String toJson() {
        return DescriptionJson.of(this);
    }
}
