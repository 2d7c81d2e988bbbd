package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.ImageShape;
import org.ambivalent.data.Augmentation;
import org.ambivalent.train.TrainSettings.Optimiser;
import org.ambivalent.train.TrainSettings.Rule;
import org.ambivalent.train.TrainSettings.Schedule;
import org.junit.jupiter.api.Test;

class TrainSettingsTest {

    private static final Optimiser COSINE = new Optimiser(Rule.SGD, 0.1, 0, Schedule.COSINE, 2);

    @Test
    void listsAllMistakesAtOnce() {
        assertThatThrownBy(() -> settings("compact", "votes", 0, 1, 1.5))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("epochs must be at least 1")
                .hasMessageContaining("batch must be at least 2")
                .hasMessageContaining("averaging must be in [0, 1)");
    }

    @Test
    void namesTheNetworksAndObjectivesThereAre() {
        assertThatThrownBy(() -> settings("vgg99", "votes", 1, 8, 0.9))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("compact, small, mini-vgg, vgg13, resnet18, resnet50, ir50");
        assertThatThrownBy(() -> settings("compact", "vote", 1, 8, 0.9))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("votes, majority, draw, multi-target");
    }

    @Test
    void seesSmallerFacesFirstOnlyWhereTheNetworkCan() {
        assertThat(TrainSettings.smaller(ImageShape.grey(48))).isEqualTo(ImageShape.grey(32));
        assertThat(TrainSettings.smaller(new ImageShape(3, 224, 224))).isEqualTo(new ImageShape(3, 149, 149));
        var compact = TrainSettings.defaults().network("compact").progressive(0.5);
        assertThat(compact.build().progressive()).isEqualTo(0.5);
        var small = TrainSettings.defaults().network("compact").progressive(0.5).input(ImageShape.grey(11));
        assertThatThrownBy(small::build)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("less than 8 pixels");
        for (String network : List.of("small", "mini-vgg")) {
            assertThatThrownBy(() -> compact.network(network).build())
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("--progressive");
        }
        assertThatThrownBy(() -> compact.network("compact").progressive(1.5).build())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("progressive must be in [0, 1]");
    }

    @Test
    void refusesALearningRateThatIsNoNumber() {
        assertThatThrownBy(() -> new Optimiser(Rule.SGD, Double.NaN, 0, Schedule.COSINE, 0))
                .isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> new Optimiser(Rule.SGD, 0, 0, Schedule.COSINE, 0))
                .isInstanceOf(BadInputException.class);
    }

    @Test
    void risesLinearlyThenFallsAsACosine() {
        assertThat(COSINE.learningRateAt(1, 10)).isCloseTo(0.05 * (1 + Math.cos(Math.PI / 10)) / 2, within(1e-12));
        assertThat(COSINE.learningRateAt(5, 10)).isCloseTo(0.05, within(1e-12));
        assertThat(COSINE.learningRateAt(10, 10)).isCloseTo(0, within(1e-12));
    }

    @Test
    void stepsAtThePapersEpochs15And30Of40() {
        var steps = new Optimiser(Rule.SGD, 0.1, 0, Schedule.STEP, 0);
        assertThat(steps.learningRateAt(14.9, 40)).isCloseTo(0.1, within(1e-12));
        assertThat(steps.learningRateAt(15, 40)).isCloseTo(0.01, within(1e-12));
        assertThat(steps.learningRateAt(30, 40)).isCloseTo(0.001, within(1e-12));
    }

    private static TrainSettings settings(String network, String objective, int epochs, int batch, double averaging) {
        return TrainSettings.defaults()
                .network(network)
                .objective(objective)
                .input(ImageShape.grey(48))
                .epochs(epochs)
                .batch(batch)
                .optimiser(COSINE)
                .averaging(averaging)
                .dropout(0)
                .classWeights(ClassWeights.NONE)
                .augmentation(Augmentation.none())
                .seed(1)
                .precision(Precision.FP32)
                .threads(1)
                .build();
    }
}
