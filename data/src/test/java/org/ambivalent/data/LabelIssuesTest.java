package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** From evidence to issues, files and a page. */
class LabelIssuesTest {

    private static final LabelSet LABELS = LabelSet.of("calm", "glad", "wild");
    private static final ImageShape SHAPE = ImageShape.grey(16);

    /** Faces 0 to 29 are as predicted; 30 is given glad but looks calm; 31 could be both; 32 is blank. */
    private static final Dataset DATA = data();

    @TempDir
    private Path folder;

    @Test
    void verdictsFollowTheSuggestedShares() {
        assertThat(LabelIssues.verdict(Distribution.of(0.6, 0.39, 0.01), 1)).isEqualTo(Verdict.WRONG);
        assertThat(LabelIssues.verdict(Distribution.of(0.59, 0.4, 0.01), 1)).isEqualTo(Verdict.AMBIGUOUS);
        assertThat(LabelIssues.verdict(Distribution.of(0.6, 0.3, 0.1), 0)).isEqualTo(Verdict.AMBIGUOUS);
        assertThat(LabelIssues.verdict(Distribution.of(0.7, 0.2, 0.1), 0)).isEqualTo(Verdict.FINE);
        assertThat(LabelIssues.verdict(Distribution.of(0.28, 0.24, 0.24, 0.24), 0))
                .as("the given label is the most likely one")
                .isEqualTo(Verdict.FINE);
    }

    /**
     * Opinions without doubt: 3 faces given 0 show 0, of 5 given 1 four show 1 and one 0. An eighth of the labels is wrong, which 200 faces of even noise say too.
     */
    @Test
    void theConfusionCountsWhatFacesShow() {
        var zero = Distribution.oneHot(0, 2);
        var one = Distribution.oneHot(1, 2);
        var opinions = List.of(zero, zero, zero, zero, one, one, one, one);
        var confusion = LabelIssues.confusion(new int[] {0, 0, 0, 1, 1, 1, 1, 1}, opinions, 2);
        assertThat(confusion[0][0]).isCloseTo((3 + 200 * 7 / 8.0) / 204, within(1e-12));
        assertThat(confusion[1][0]).isCloseTo((1 + 200 / 8.0) / 204, within(1e-12));
        assertThat(confusion[0][1]).isCloseTo((0 + 200 / 8.0) / 204, within(1e-12));
        assertThat(confusion[1][1]).isCloseTo((4 + 200 * 7 / 8.0) / 204, within(1e-12));
    }

    /** Opinions with doubt share a face out: four faces at (3/4, 1/4), of which one is given 1. */
    @Test
    void theConfusionSharesDoubtfulFacesOut() {
        var doubtful = Distribution.of(0.75, 0.25);
        var confusion = LabelIssues.confusion(new int[] {0, 0, 0, 1}, Collections.nCopies(4, doubtful), 2);
        double right = (3 * 0.75 + 0.25) / 4;
        assertThat(confusion[1][0]).isCloseTo((0.75 + 200 * (1 - right)) / (3 + 200), within(1e-12));
        assertThat(confusion[1][1]).isCloseTo((0.25 + 200 * right) / (1 + 200), within(1e-12));
    }

    @Test
    void findsTheWrongTheAmbiguousAndTheBlank() {
        var issues = LabelIssues.find(DATA, evidence());
        assertThat(issues.get(0).face()).isEqualTo(30);
        assertThat(issues.get(0).verdict()).isEqualTo(Verdict.WRONG);
        assertThat(issues.get(0).suggested().top()).isEqualTo(0);
        assertThat(String.join("; ", issues.get(0).why()))
                .contains("gives glad")
                .contains("confident learning says calm")
                .contains("relabelled it");
        assertThat(issue(issues, 31).verdict()).isEqualTo(Verdict.AMBIGUOUS);
        assertThat(issue(issues, 32).verdict()).isEqualTo(Verdict.BAD_IMAGE);
        assertThat(issues.stream().filter(issue -> issue.verdict() == Verdict.FINE))
                .hasSize(30);
    }

    @Test
    void aNewLabelIsNamedWhereOneEmotionIsClear() {
        assertThat(named(Verdict.WRONG, 0.7, 0.2, 0.1)).hasValue(0);
        assertThat(named(Verdict.WRONG, 0.59, 0.3, 0.11)).isEmpty();
        assertThat(named(Verdict.FINE, 0.1, 0.9, 0)).isEmpty();
    }

    private static OptionalInt named(Verdict verdict, double... suggested) {
        var q = Distribution.of(suggested);
        return new LabelIssue(0, 1, q, q, 1 - q.probability(1), verdict, List.of()).newLabel();
    }

    @Test
    void contrastIsTheDeviationOfThePixels() {
        assertThat(LabelIssues.contrast(new byte[] {10, 10, 10})).isZero();
        assertThat(LabelIssues.contrast(new byte[] {0, (byte) 255})).isCloseTo(127.5, within(1e-9));
    }

    @Test
    void votesAreAsCloseToTheSharesAsTenCanBe() {
        assertThat(CuredLabels.votes(Distribution.of(0.55, 0.32, 0.13))).isEqualTo(Votes.of(6, 3, 1));
        assertThat(CuredLabels.votes(Distribution.of(0.34, 0.33, 0.33))).isEqualTo(Votes.of(4, 3, 3));
        assertThat(CuredLabels.votes(Distribution.oneHot(2, 3))).isEqualTo(Votes.of(0, 0, 10));
    }

    @Test
    void theCuredDatasetIsReadBack() {
        var issues = LabelIssues.find(DATA, evidence());
        var cured = CuredLabels.cured(DATA, DATA, issues);
        ManifestWriter.writeWithImages(cured, folder.resolve("cured"));
        var read = Datasets.read(
                folder.resolve("cured"), ReadOptions.defaults().withShape(SHAPE).withCache(folder.resolve("cache")));
        assertThat(read.size()).as("the blank image is left out").isEqualTo(DATA.size() - 1);
        assertThat(read.faces().get(30).votes().plurality()).as("was glad").isEqualTo(0);
        assertThat(read.faces().get(31).votes()).isNotNull();
        assertThat(read.faces().get(0)).isEqualTo(DATA.faces().get(0));
        assertThat(DATA.faces().get(30).label()).as("the dataset itself").isEqualTo(1);
    }

    @Test
    void facesThatNobodyLookedAtAreAsTheyWere() {
        var examined = DATA.limit(31);
        var issues = LabelIssues.find(examined, evidence().subList(0, 31));
        assertThat(CuredLabels.cured(DATA, examined, issues).faces().get(31))
                .isEqualTo(DATA.faces().get(31));
    }

    /** Six and four people disagree; one person's vote is a label like others. */
    @Test
    void whatSeveralPeopleVotedStays() {
        var crowd = Votes.of(4, 6, 0);
        var voted = DATA.map(face -> face.id().equals("face30") ? face.withVotesAlone(crowd) : face)
                .map(face -> face.id().equals("face31") ? face.withVotesAlone(Votes.of(0, 1, 0)) : face);
        var cured = CuredLabels.cured(voted, DATA, LabelIssues.find(DATA, evidence()));
        assertThat(cured.faces().get(30).votes()).isEqualTo(crowd);
        assertThat(cured.faces().get(31).votes().total()).isEqualTo(10);
    }

    @Test
    void theListHasEveryFace() throws IOException {
        var file = folder.resolve("label-issues.csv");
        var issues = LabelIssues.find(DATA, evidence());
        IssueList.write(DATA, DATA, evidence(), issues, file);
        var lines = Files.readAllLines(file);
        assertThat(lines).hasSize(DATA.size() + 1);
        assertThat(lines.get(0))
                .isEqualTo(
                        "rank,id,split,given,suggested,verdict,newLabel,score,predicted.given,trust,relabelled,votes,"
                                + "suggested.calm,suggested.glad,suggested.wild,why");
        assertThat(lines.get(1)).startsWith("1,face30,train,glad,calm,wrong,calm,0.");

        var read = IssueList.read(file, DATA.labels());
        assertThat(read.keySet())
                .containsExactlyElementsOf(issues.stream()
                        .map(issue -> DATA.faces().get(issue.face()).id())
                        .toList());
        for (var issue : issues) {
            var line = read.get(DATA.faces().get(issue.face()).id());
            assertThat(line.given()).isEqualTo(issue.given());
            assertThat(line.verdict()).isEqualTo(issue.verdict());
            assertThat(line.why()).isEqualTo(issue.why());
            assertThat(line.score()).isCloseTo(issue.score(), within(1e-4));
            assertThat(line.suggested().toArray())
                    .usingComparatorWithPrecision(1e-3)
                    .containsExactly(issue.suggested().toArray());
        }
    }

    /** Four and six people disagree about one, whose votes stay; another has one label, which is cured. */
    @Test
    void theListSaysWhoseTheVotesOfTheCuredDatasetAre() throws IOException {
        var file = folder.resolve("label-issues.csv");
        var voted = DATA.map(face -> face.id().equals("face30") ? face.withVotesAlone(Votes.of(4, 6, 0)) : face);
        IssueList.write(voted, DATA, evidence(), LabelIssues.find(DATA, evidence()), file);
        var read = IssueList.read(file, DATA.labels());
        assertThat(read.get("face30").verdict()).isEqualTo(Verdict.WRONG);
        assertThat(read.get("face30").byPeople()).isTrue();
        assertThat(read.get("face31").byPeople()).isFalse();
        assertThat(read.get("face0").byPeople()).isTrue();
        assertThat(Files.readString(file)).contains(",people,").contains(",cure,");
    }

    @Test
    void aDamagedListIsRefused() throws IOException {
        var file = folder.resolve("label-issues.csv");
        IssueList.write(DATA, DATA, evidence(), LabelIssues.find(DATA, evidence()), file);
        String list = Files.readString(file);
        for (String damaged : List.of(
                list.replace(",fine,", ",good,"),
                list.replace(",score,", ",points,"),
                list.replace(",votes,", ",of an earlier version,"),
                list.replace(",people,", ",nobody,"),
                "")) {
            Files.writeString(file, damaged);
            assertThatThrownBy(() -> IssueList.read(file, DATA.labels()))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(file + ": is damaged, or of other emotions than calm, glad, wild");
        }
        Files.writeString(file, list);
        assertThatThrownBy(() -> IssueList.read(file, LabelSet.FERPLUS)).isInstanceOf(BadInputException.class);
    }

    @Test
    void thePageIsWholeAndSafe() throws Exception {
        var tricky = DATA.map(face -> face.id().equals("face30")
                ? new Face("<b>&\"face\"", face.split(), null, face.label(), null, null, null)
                : face);
        var copies = List.of(
                new Duplicates.Group(List.of(List.of(29, 30))), new Duplicates.Group(List.of(List.of(0), List.of(1))));
        var page = new IssueGallery(
                        tricky, LabelIssues.find(tricky, evidence()), tricky, copies, 5, Map.of("seed", "1"))
                .html();
        assertThat(page)
                .contains("&lt;b&gt;&amp;&quot;face&quot;")
                .contains("Probably wrong")
                .contains("Several emotions can be defended")
                .contains("Nothing to be seen")
                .contains("One picture, different labels")
                .contains("Equal pixel by pixel")
                .doesNotContain("<script")
                .doesNotContain("http://")
                .doesNotContain("https://");
        var xml = page.substring(page.indexOf('\n') + 1);
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    @Test
    void theCrowdJudgesTheList() {
        // The crowd sees what the network sees: only face 30 is wrong; nobody agrees on 31.
        var truth = DATA.map(face -> switch (face.id()) {
            case "face30" -> face.withVotesAlone(Votes.of(9, 1, 0));
            case "face31" -> face.withVotesAlone(Votes.of(5, 5, 0));
            default -> face;
        });
        var judgement = LabelJudgement.of(DATA, LabelIssues.find(DATA, evidence()), truth);
        assertThat(judgement.faces()).isEqualTo(32);
        assertThat(judgement.wrong()).isEqualTo(1);
        assertThat(judgement.auroc()).isEqualTo(1);
        assertThat(judgement.averagePrecision().value()).isEqualTo(1);
        assertThat(judgement.confidentLearning()).isEqualTo(1);
        assertThat(judgement.precision()).isEqualTo(1);
        assertThat(judgement.recall()).isEqualTo(1);
        assertThat(judgement.mended()).isEqualTo(1);
        assertThat(judgement.changed()).isEqualTo(1);
        assertThat(judgement.changedToMajority()).isEqualTo(1);
        assertThat(judgement.changedWrong()).isEqualTo(1);
        assertThat(judgement.toText()).contains("32 faces, 1 of them given another (");
    }

    @Test
    void whereNoLabelIsWrongThereIsNothingToRank() {
        var truth = DATA.map(face -> face.withVotesAlone(Votes.of(IntStream.range(0, 3)
                .map(k -> k == face.givenLabel().orElseThrow() ? 9 : 0)
                .toArray())));
        var judgement = LabelJudgement.of(DATA, LabelIssues.find(DATA, evidence()), truth);
        assertThat(judgement.wrong()).isZero();
        assertThat(judgement.confidentLearning()).isNaN();
        assertThat(judgement.toText()).contains("none of them given another;").doesNotContain("NaN", "Infinity");
    }

    private static LabelIssue issue(List<LabelIssue> issues, int face) {
        return issues.stream().filter(issue -> issue.face() == face).findFirst().orElseThrow();
    }

    private static Dataset data() {
        var random = new Random(2);
        var pixels = new byte[33][SHAPE.size()];
        for (int i = 0; i < 32; i++) {
            random.nextBytes(pixels[i]);
        }
        var faces = IntStream.range(0, 33)
                .mapToObj(i -> Face.withLabel("face" + i, Split.TRAIN, i == 30 ? 1 : i % 3))
                .toList();
        return new Dataset("by hand", LABELS, faces, FaceImages.of(SHAPE, pixels), "hash", List.of());
    }

    private static List<LabelEvidence> evidence() {
        var evidence = new ArrayList<LabelEvidence>();
        for (int i = 0; i < 33; i++) {
            double sure = i == 30 ? 0.998 : i % 2 == 0 ? 0.95 : 0.85;
            var predicted = new double[] {(1 - sure) / 2, (1 - sure) / 2, (1 - sure) / 2};
            predicted[i == 30 ? 0 : i % 3] = sure;
            evidence.add(new LabelEvidence(
                    Distribution.of(predicted),
                    null,
                    OptionalDouble.of(i == 30 ? 0.1 : 0.9),
                    OptionalDouble.of(i == 30 ? 1 : 0)));
        }
        // Given glad, looks calm; but calm faces are seldom given glad here, so both can be defended.
        evidence.set(
                31,
                new LabelEvidence(
                        Distribution.of(0.88, 0.11, 0.01), null, OptionalDouble.empty(), OptionalDouble.empty()));
        return evidence;
    }
}
