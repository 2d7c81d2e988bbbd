package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.Protocol;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private static final int HEADS = 3;

    private final List<Float> heard = new ArrayList<>();

    @Test
    void eachHeadHearsInTheEndWhatItSaysItself() {
        var sessions = Sessions.open(new Curious(), context(), HEADS);
        var features = Tensor.create(new float[] {1}).view(1, 1);
        var probabilities = List.of(0.25f, 0.5f, 0.75f).stream()
                .map(value -> Tensor.create(new float[] {value}).view(1, 1))
                .toList();
        sessions.afterTraining(look -> look.at(new int[] {0}, features, probabilities));
        assertThat(heard).containsExactly(0.25f, 0.5f, 0.75f);
    }

    @Test
    void nobodyLooksWhereNobodyWantsToKnow() {
        var sessions = Sessions.open(Objectives.named("votes"), context(), HEADS);
        sessions.afterTraining(look -> heard.add(0f));
        assertThat(heard).isEmpty();
    }

    private static Objective.Context context() {
        var faces = Faces.generated(4, 1, ImageShape.grey(8), 1);
        var set = TrainingSet.of(faces, Objectives.named("votes"), ClassWeights.NONE);
        return new Objective.Context(set, 1, new Device("cpu"), 1, 1, 1);
    }

    /** Wants to know what the network says in the end. */
    private final class Curious implements Objective {

        @Override
        public Protocol protocol() {
            return Protocol.ALL_VOTES;
        }

        @Override
        public Session open(Context context) {
            return new Session() {
                @Override
                public Tensor loss(int epoch, int[] faces, Tensor features, Head.Output output) {
                    return features.sum();
                }

                @Override
                public Optional<Seen> lastLook() {
                    return Optional.of((faces, features, probabilities) -> heard.add(probabilities.item_float()));
                }
            };
        }
    }
}
