package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SampledFacesTest {

    private static final int FACES = 20_000;
    private static final double STANDARD_ERRORS = 5;

    private static Dataset faces;

    @BeforeAll
    static void sample() {
        faces = SampledFaces.defaults().withCounts(0, FACES, 0).dataset();
    }

    @Test
    void splitsVotesAndLabelsAreAsAsked() {
        var dataset = SampledFaces.defaults().withCounts(5, 3, 2).withVotes(7).dataset();
        assertThat(dataset.labels()).isEqualTo(LabelSet.FERPLUS);
        assertThat(dataset.split(Split.TRAIN).size()).isEqualTo(5);
        assertThat(dataset.split(Split.VALID).size()).isEqualTo(3);
        assertThat(dataset.split(Split.TEST).size()).isEqualTo(2);
        assertThat(dataset.faces()).allMatch(face -> face.votes().emotionTotal() == 7);
        assertThat(dataset.faces()).extracting(Face::id).doesNotHaveDuplicates();
        assertThat(dataset.hash()).hasSize(64);
    }

    @Test
    void theSameSettingsGiveTheSameFacesAndAnotherSeedGivesOthers() {
        var settings = SampledFaces.defaults().withCounts(20, 10, 10);
        var dataset = settings.dataset();
        var again = settings.dataset();
        assertThat(again.faces()).isEqualTo(dataset.faces());
        assertThat(again.hash()).isEqualTo(dataset.hash());
        assertThat(again.images().pixels(7)).isEqualTo(dataset.images().pixels(7));
        assertThat(settings.withSeed(2).dataset().hash()).isNotEqualTo(dataset.hash());
        assertThat(settings.withSeed(2).dataset().images().pixels(0))
                .isNotEqualTo(dataset.images().pixels(20));
    }

    @Test
    void aFaceDoesNotDependOnHowManyAreDrawn() {
        var few = SampledFaces.defaults().withCounts(5, 5, 0).dataset();
        var many = SampledFaces.defaults().withCounts(50, 5, 9).dataset();
        assertThat(many.limit(5).faces()).isEqualTo(few.limit(5).faces());
        assertThat(many.split(Split.VALID).faces())
                .isEqualTo(few.split(Split.VALID).faces());
    }

    @Test
    void truthAgreesWithVotesAndLabelsOnAverage() {
        for (int c = 0; c < faces.labels().size(); c++) {
            int emotion = c;
            double truth = mean(face -> face.truth().probability(emotion));
            double share = mean(face -> face.votes().count(emotion) / 10.0);
            double label = mean(face -> face.label() == emotion ? 1 : 0);
            double error = STANDARD_ERRORS * Math.sqrt(truth / FACES);
            // Ten votes of one face are independent given its truth.
            assertThat(share).isCloseTo(truth, within(error / Math.sqrt(10)));
            assertThat(label).isCloseTo(truth, within(error));
            assertThat(label).isCloseTo(1.0 / 8, within(STANDARD_ERRORS * Math.sqrt(1.0 / 8 / FACES)));
        }
    }

    private static double mean(ToDoubleFunction<Face> value) {
        return faces.faces().stream().mapToDouble(value).average().orElseThrow();
    }

    /** Of the faces where the truth gives an emotion about p, a share of about p was drawn from that emotion. */
    @Test
    void truthIsCalibratedInEveryTenth() {
        int bins = 10;
        var count = new double[bins];
        var predicted = new double[bins];
        var happened = new double[bins];
        for (Face face : faces.faces()) {
            for (int c = 0; c < 8; c++) {
                double p = face.truth().probability(c);
                int bin = Math.min(bins - 1, (int) (p * bins));
                count[bin]++;
                predicted[bin] += p;
                happened[bin] += face.label() == c ? 1 : 0;
            }
        }
        for (int bin = 0; bin < bins; bin++) {
            double error = STANDARD_ERRORS * Math.sqrt(predicted[bin]);
            assertThat(count[bin]).isGreaterThan(100);
            assertThat(happened[bin]).as("tenth %d", bin).isCloseTo(predicted[bin], within(error));
        }
    }

    /** The picture says nearly as much as the weights behind it: cutting to bytes costs little. */
    @Test
    void truthCanBeReadFromThePixels() {
        var model = FaceModel.embedded();
        var discriminant = SampledFaces.defaults().discriminant(model);
        double divergence = 0;
        int checked = 1_000;
        for (int i = 0; i < checked; i++) {
            var seen = discriminant.posterior(model.project(faces.images().pixels(i)));
            divergence += divergence(faces.faces().get(i).truth(), seen) / checked;
        }
        assertThat(divergence).isBetween(0.0, 0.005);
    }

    private static double divergence(Distribution p, Distribution q) {
        double sum = 0;
        for (int c = 0; c < p.size(); c++) {
            sum += p.probability(c) > 0 ? p.probability(c) * Math.log(p.probability(c) / q.probability(c)) : 0;
        }
        return sum;
    }

    /** With noise that is correlated the second component still says something: as Bayes' rule has it. */
    @Test
    void emotionsDifferInTheLeadingComponentsOnly() {
        var model = HandMade.twoComponents();
        double[][] means = {{2, 0}, {-4, 0}, {0, 0}};
        double[][] covariance = {{1, 0.25}, {0.25, 0.5}};
        var byHand = new LinearDiscriminant(Distribution.uniform(3), means, covariance);
        var settings = SampledFaces.defaults().withSpread(2).withShrink(0.5);
        double[] z = {0.3, -1.2};
        assertThat(settings.withEmotionComponents(1).discriminant(model).posterior(z))
                .isEqualTo(byHand.posterior(z));
        assertThat(settings.withEmotionComponents(2).discriminant(model).posterior(z))
                .isEqualTo(settings.withEmotionComponents(9).discriminant(model).posterior(z))
                .isNotEqualTo(byHand.posterior(z));
    }

    @Test
    void fittedPriorsDrawEmotionsAsOftenAsTheVotesHadThem() {
        var settings = SampledFaces.defaults().withCounts(4_000, 0, 0).withPriors(SampledFaces.Priors.FITTED);
        var drawn = settings.dataset(HandMade.twoComponents());
        double third = drawn.faces().stream().filter(face -> face.label() == 2).count() / 4_000.0;
        assertThat(third).isCloseTo(0.5, within(0.04));
    }

    /** Two emotions 2 spread apart, variance shrink: Phi(spread / sqrt(shrink)) is the best possible. */
    @Test
    void bayesOptimalAccuracyIsTheKnownOneOfTwoNormals() {
        var settings =
                SampledFaces.defaults().withCounts(FACES, 0, 0).withSpread(1.5).withShrink(2.25);
        var dataset = settings.dataset(HandMade.oneComponent());
        double phiOfOne = 0.8413447460685429;
        assertThat(BayesOptimal.expectedAccuracy(dataset)).isCloseTo(phiOfOne, within(0.006));
        double hits = dataset.faces().stream()
                .filter(face -> face.truth().top() == face.label())
                .count();
        assertThat(hits / FACES).isCloseTo(phiOfOne, within(0.013));
    }

    @Test
    void bayesOptimalAccuracyIsWhatItScores() {
        double hits = mean(face -> face.truth().top() == face.label() ? 1 : 0);
        assertThat(BayesOptimal.expectedAccuracy(faces))
                .isCloseTo(hits, within(STANDARD_ERRORS * 0.5 / Math.sqrt(FACES)));
        assertThat(BayesOptimal.accuracy(faces, Protocol.ALL_VOTES)).isGreaterThan(hits);
        assertThat(BayesOptimal.accuracy(faces, Protocol.MAJORITY))
                .isGreaterThan(BayesOptimal.accuracy(faces, Protocol.ALL_VOTES));
    }

    @Test
    void bayesOptimalAccuracyCountsFacesOfTheProtocolOnly() {
        var sure = face(Votes.of(9, 1, 0), Distribution.of(0.8, 0.1, 0.1));
        var wrong = face(Votes.of(0, 8, 2), Distribution.of(0.5, 0.4, 0.1));
        var torn = face(Votes.of(3, 3, 4), Distribution.of(0.3, 0.3, 0.4));
        var dataset = new Dataset(
                "three",
                HandMade.LABELS,
                List.of(sure, wrong, torn),
                FaceImages.of(ImageShape.grey(8), new byte[3][64]),
                "",
                List.of());
        assertThat(BayesOptimal.accuracy(dataset, Protocol.MAJORITY)).isEqualTo(0.5);
        assertThat(BayesOptimal.accuracy(dataset, Protocol.ALL_VOTES)).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(BayesOptimal.expectedAccuracy(dataset)).isCloseTo((0.8 + 0.5 + 0.4) / 3, within(1e-12));
        assertThat(BayesOptimal.accuracy(dataset.limit(0), Protocol.MAJORITY)).isNaN();
    }

    private static Face face(Votes votes, Distribution truth) {
        return new Face("a", Split.TEST, votes, null, null, null, truth);
    }

    @Test
    void bayesOptimalNeedsTheTruth() {
        var people = List.of(Face.withLabel("a.png", Split.TEST, 0));
        var images = FaceImages.of(ImageShape.grey(8), new byte[1][64]);
        var dataset = new Dataset("photos", HandMade.LABELS, people, images, "", List.of());
        assertThatThrownBy(() -> BayesOptimal.answers(dataset))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("a.png");
    }

    @Test
    void settingsAreChecked() {
        var settings = SampledFaces.defaults();
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withCounts(-1, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withSpread(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withShrink(0));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withEmotionComponents(0));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withVotes(0));
        assertThat(settings.withCounts(0, 0, 0)
                        .dataset(HandMade.twoComponents())
                        .size())
                .isZero();
    }
}
