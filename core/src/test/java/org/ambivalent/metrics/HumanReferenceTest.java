package org.ambivalent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipFile;
import org.ambivalent.core.Votes;
import org.junit.jupiter.api.Test;

class HumanReferenceTest {

    private static HumanReference reference(Votes... crowds) {
        return HumanReference.of(List.of(crowds), 1);
    }

    @Test
    void aCrowdOfOneMindHasNoDoubt() {
        assertThat(reference(Votes.of(0, 10, 0))).isEqualTo(new HumanReference(1, 0, 0, 1, 1));
    }

    @Test
    void entropyIsThatOfTheEmotionVotesAlone() {
        assertThat(reference(Votes.of(new int[] {5, 5, 0}, 3, 2)).entropy()).isCloseTo(Math.log(2), within(1e-12));
    }

    /** Two voters who disagree: each half is one of them, so the halves share nothing, and neither names the other. */
    @Test
    void twoVotersWhoDisagreeDifferByLogTwo() {
        var reference = reference(Votes.of(1, 1));
        assertThat(reference.halves()).isCloseTo(Math.log(2), within(1e-12));
        assertThat(reference.agreement()).isZero();
    }

    /** Of [6, 4] the six see 5 to 4 for their own; the four see 6 to 3 against. */
    @Test
    void agreementIsTheShareOfVotersWithThePluralityOfTheOthers() {
        assertThat(reference(Votes.of(6, 4)).agreement()).isCloseTo(0.6, within(1e-12));
    }

    /** Of [5, 2, 1] any voter may go; of [3, 3] none of the first three, and of [2, 3] none of the last, as ties go to the first. */
    @Test
    void whoNamesThePluralityOfAllIsRightWhereItStaysWithoutOneVoter() {
        assertThat(reference(Votes.of(5, 2, 1)).ceiling()).isEqualTo(1);
        assertThat(reference(Votes.of(3, 3)).ceiling()).isCloseTo(0.5, within(1e-12));
        assertThat(reference(Votes.of(2, 3)).ceiling()).isCloseTo(0.4, within(1e-12));
    }

    /** Of [5, 5] each voter sees 4 to 5 against; of [3, 2] the three see a tie, which counts for the first. */
    @Test
    void tiesAmongTheOthersCountForTheFirst() {
        assertThat(reference(Votes.of(5, 5)).agreement()).isZero();
        assertThat(reference(Votes.of(3, 2)).agreement()).isCloseTo(0.6, within(1e-12));
        assertThat(reference(Votes.of(2, 3)).agreement()).isZero();
    }

    /**
     * [2, 1] cut into one and two: one voter in three is the odd one out (halves [0,1] and [2,0]: log 2), else [1,0] and
     * [1,1]: 3/4 log 4/3.
     */
    @Test
    void halvesAreDrawnWithoutReplacement() {
        var crowds = Collections.nCopies(5000, Votes.of(2, 1));
        double expected = Math.log(2) / 3 + 2 * 0.75 * Math.log(4.0 / 3) / 3;
        assertThat(HumanReference.of(crowds, 1).halves()).isCloseTo(expected, within(0.005));
    }

    @Test
    void facesWithoutEmotionVotesAreLeftOut() {
        var reference = reference(Votes.of(new int[] {0, 0}, 10, 0), Votes.of(4, 0));
        assertThat(reference).isEqualTo(new HumanReference(1, 0, 0, 1, 1));
    }

    @Test
    void aSingleVoterHasNoOthers() {
        var reference = reference(Votes.of(1, 0));
        assertThat(reference.entropy()).isZero();
        assertThat(reference.halves()).isNaN();
        assertThat(reference.agreement()).isNaN();
    }

    @Test
    void sameSeedGivesTheSameLevels() {
        var crowds = List.of(Votes.of(3, 4, 3), Votes.of(1, 8, 1));
        assertThat(HumanReference.of(crowds, 9)).isEqualTo(HumanReference.of(crowds, 9));
        assertThat(HumanReference.of(crowds, 9).halves())
                .isNotEqualTo(HumanReference.of(crowds, 10).halves());
    }

    @Test
    void validationSplitOfFerPlusHasItsKnownLevels() throws IOException {
        var archive = Path.of("../../shared/datasets/ferplus.zip");
        assumeTrue(Files.exists(archive), archive + " is not there, so its levels are not measured");
        var crowds = crowds(archive);
        var all = HumanReference.of(crowds, 1);
        assertThat(all.faces()).isEqualTo(3579);
        assertThat(all.entropy()).isCloseTo(0.4856, within(5e-5));
        assertThat(all.halves()).isCloseTo(0.0915, within(1e-3));
        assertThat(all.agreement()).isCloseTo(0.7571, within(5e-5));
        var majority = HumanReference.of(
                crowds.stream().filter(votes -> votes.majority().isPresent()).toList(), 1);
        assertThat(majority.faces()).isEqualTo(3191);
        assertThat(majority.entropy()).isCloseTo(0.4140, within(5e-5));
        assertThat(majority.halves()).isCloseTo(0.0775, within(1e-3));
        assertThat(majority.agreement()).isCloseTo(0.8228, within(5e-5));
    }

    private static List<Votes> crowds(Path archive) throws IOException {
        try (var zip = new ZipFile(archive.toFile());
                var stream = zip.getInputStream(zip.getEntry("FER2013Valid/label.csv"));
                var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines().map(HumanReferenceTest::votes).toList();
        }
    }

    /** The last ten columns; a face box of its own commas stands before them. */
    private static Votes votes(String line) {
        var fields = line.split(",");
        int[] counts = Arrays.stream(fields, fields.length - 10, fields.length)
                .mapToInt(Integer::parseInt)
                .toArray();
        return Votes.of(Arrays.copyOf(counts, 8), counts[8], counts[9]);
    }
}
