package org.ambivalent.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Tensor;

/** One session of an objective for each head of a network; their losses add up, and each keeps its own labels. */
final class Sessions implements AutoCloseable {

    private static final long SEEDS_APART = 1000;

    private final List<Objective.Session> heads;

    private Sessions(List<Objective.Session> heads) {
        this.heads = List.copyOf(heads);
    }

    /** Of so many heads; the seed of the first is the context's. */
    static Sessions open(Objective objective, Objective.Context context, int heads) {
        var sessions = new ArrayList<Objective.Session>();
        for (int head = 0; head < heads; head++) {
            sessions.add(objective.open(new Objective.Context(
                    context.set(),
                    context.features(),
                    context.device(),
                    context.seed() + SEEDS_APART * head,
                    context.epochs(),
                    context.batch())));
        }
        return new Sessions(sessions);
    }

    /** The faces to forward for a batch of these; all heads want the same. */
    int[] forwarded(int epoch, int[] faces) {
        return heads.get(0).forwarded(epoch, faces);
    }

    /** The sum of the losses; each head hides something else. */
    Tensor loss(int epoch, int[] faces, Tensor features, List<Head.Output> outputs) {
        var total = heads.get(0).loss(epoch, faces, features, outputs.get(0));
        for (int head = 1; head < heads.size(); head++) {
            total = total.add(heads.get(head).loss(epoch, faces, features, outputs.get(head)));
        }
        return total;
    }

    List<Objective.Group> groups() {
        return heads.stream().flatMap(head -> head.groups().stream()).toList();
    }

    void afterStep(int[] faces) {
        heads.forEach(head -> head.afterStep(faces));
    }

    void afterEpoch(int epoch) {
        heads.forEach(head -> head.afterEpoch(epoch));
    }

    /** @param look shows the trained network every training face; only once, however many heads want to know */
    void afterTraining(Consumer<Model.Look> look) {
        var curious = heads.stream().map(Objective.Session::lastLook).toList();
        if (curious.stream().anyMatch(Optional::isPresent)) {
            look.accept((faces, features, probabilities) -> {
                for (int head = 0; head < curious.size(); head++) {
                    var own = probabilities.get(head);
                    curious.get(head).ifPresent(one -> one.see(faces, features, own));
                }
            });
        }
        heads.forEach(Objective.Session::afterTraining);
    }

    /** Those of the first head under their own names, of others as {@code labels-head2.csv}. */
    List<FaceTable> tables() {
        var tables = new ArrayList<>(heads.get(0).tables());
        for (int head = 1; head < heads.size(); head++) {
            String suffix = "-head" + (head + 1) + ".csv";
            heads.get(head)
                    .tables()
                    .forEach(table -> tables.add(
                            new FaceTable(table.file().replace(".csv", suffix), table.header(), table.rows())));
        }
        return tables;
    }

    void save(OutputArchive archive) {
        for (int head = 0; head < heads.size(); head++) {
            var own = new OutputArchive();
            heads.get(head).save(own);
            archive.write(name(head), own);
        }
    }

    void load(InputArchive archive) {
        for (int head = 0; head < heads.size(); head++) {
            var own = new InputArchive();
            archive.read(name(head), own);
            heads.get(head).load(own);
        }
    }

    @Override
    public void close() {
        heads.forEach(Objective.Session::close);
    }

    private static String name(int head) {
        return "head" + (head + 1);
    }
}
