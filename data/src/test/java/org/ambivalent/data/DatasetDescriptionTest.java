package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class DatasetDescriptionTest {

    private static final LabelSet LABELS = LabelSet.of("calm", "glad", "cross");

    /** Eight faces: 0 and 6 are one picture in two splits under different labels, 1 and 5 nearly one in one split. */
    private static Dataset dataset() {
        var sampled = SampledFaces.defaults().withCounts(8, 1, 0).dataset().images();
        var pixels = new byte[8][];
        for (int i = 0; i < 8; i++) {
            pixels[i] = sampled.pixels(i);
        }
        pixels[6] = sampled.pixels(0);
        pixels[5] = sampled.pixels(1);
        for (int i = 0; i < pixels[5].length; i += 40) {
            pixels[5][i] ^= 2;
        }
        var place = new ValenceArousal(0.5, -0.25);
        var faces = List.of(
                voted("a", Split.TRAIN, 10, 0, 0, 0),
                voted("b", Split.TRAIN, 0, 5, 5, 0),
                voted("c", Split.TRAIN, 1, 8, 1, 0),
                voted("d", Split.TRAIN, 0, 0, 0, 10),
                new Face("e", Split.TRAIN, null, 2, place, "old", null),
                voted("f", Split.TRAIN, 2, 8, 0, 0),
                voted("g", Split.VALID, 0, 10, 0, 0),
                new Face("h", Split.TEST, null, 0, place, "young", null));
        return new Dataset(
                "eight <faces>",
                LABELS,
                faces,
                FaceImages.of(ImageShape.grey(48), pixels),
                "0123456789abcdef".repeat(4),
                List.of("lost.png: no such file."));
    }

    private static Face voted(String id, Split split, int calm, int glad, int cross, int unknown) {
        return Face.withVotes(id, split, Votes.of(new int[] {calm, glad, cross}, unknown, 0));
    }

    @Test
    void countsFacesByHandUnderBothProtocols() {
        var description = DatasetDescription.of(dataset());
        assertThat(description.splits())
                .extracting(SplitDescription::name)
                .containsExactly("train", "valid", "test", "all");
        var train = description.splits().get(0);
        assertThat(train.faces()).isEqualTo(6);
        assertThat(train.voted()).isEqualTo(5);
        assertThat(train.labelled()).isEqualTo(1);
        assertThat(train.placed()).isEqualTo(1);
        // b ties, d is all unknown; the single votes of c are cleaned away.
        assertThat(train.majority().emotions()).containsExactly(1, 2, 1);
        assertThat(train.majority().faces()).isEqualTo(4);
        assertThat(train.all().emotions()).containsExactly(1, 3, 1);
        assertThat(train.all().faces()).isEqualTo(5);
        assertThat(description.whole().all().emotions()).containsExactly(2, 4, 1);
        assertThat(description.whole().groups()).isEqualTo(2);
    }

    @Test
    void entropiesAreThoseOfTheVotesAlone() {
        var train = DatasetDescription.of(dataset()).splits().get(0);
        double half = Math.log(2);
        double c = -(0.2 * Math.log(0.1) + 0.8 * Math.log(0.8));
        double f = -(0.2 * Math.log(0.2) + 0.8 * Math.log(0.8));
        var all = train.all().entropies();
        assertThat(all.faces()).isEqualTo(4);
        assertThat(all.mean()).isCloseTo((0 + half + c + f) / 4, within(1e-12));
        assertThat(all.median()).isCloseTo((f + c) / 2, within(1e-12));
        assertThat(all.ninetieth()).isCloseTo(half, within(1e-12));
        assertThat(all.histogram()).hasSize(20).contains(1);
        assertThat(all.histogram().stream().mapToInt(Integer::intValue).sum()).isEqualTo(4);
        assertThat(train.majority().entropies().mean()).isCloseTo((c + f) / 3, within(1e-12));
        assertThat(DatasetDescription.of(dataset()).splits().get(2).all().entropies())
                .isNull();
    }

    @Test
    void evenVotesAreInTheLastBin() {
        var even = VoteEntropies.of(List.of(Math.log(3), 0.0), 3);
        assertThat(even.histogram().get(19)).isEqualTo(1);
        assertThat(even.histogram().get(0)).isEqualTo(1);
        assertThat(even.median()).isCloseTo(Math.log(3) / 2, within(1e-12));
    }

    @Test
    void tellsCopiesApart() {
        var description = DatasetDescription.of(dataset());
        assertThat(description.copies()).hasSize(2);
        var across = description.copies().get(0);
        assertThat(across.ids()).containsExactly("a", "g");
        assertThat(across.splits()).containsExactly(Split.TRAIN, Split.VALID);
        assertThat(across.exact()).isTrue();
        assertThat(across.conflicting()).isTrue();
        var within = description.copies().get(1);
        assertThat(within.ids()).containsExactly("b", "f");
        assertThat(within.exact()).isFalse();
        assertThat(description.copies(true, true)).isEqualTo(1);
        assertThat(description.copies(false, false)).isEqualTo(1);
        assertThat(description.copies(true, false)).isZero();
        assertThat(description.conflicts()).isEqualTo(1);
    }

    /** A picture that is in two splits is not hidden by a third copy that is only nearly equal. */
    @Test
    void equalCopiesCountBesideNearOnes() {
        var data = dataset();
        var pixels = new byte[8][];
        for (int i = 0; i < 8; i++) {
            pixels[i] = data.images().pixels(i);
        }
        pixels[3] = pixels[0].clone();
        for (int i = 0; i < pixels[3].length; i += 40) {
            pixels[3][i] ^= 2;
        }
        var images = FaceImages.of(ImageShape.grey(48), pixels);
        var description = DatasetDescription.of(
                new Dataset(data.name(), data.labels(), data.faces(), images, data.hash(), List.of()));
        assertThat(description.copies().get(0).ids()).containsExactly("a", "d", "g");
        assertThat(description.copies().get(0).exact()).isFalse();
        assertThat(description.copies(true, true)).as("a and g").isEqualTo(1);
        assertThat(description.copies(true, false)).isZero();
        assertThat(description.copies(false, true)).isEqualTo(1);
    }

    @Test
    void saysItAllAsText() {
        var text = DatasetDescription.of(dataset()).toText();
        assertThat(text)
                .contains("eight <faces>: 8 faces, 3 emotions")
                .containsPattern("majority +train +valid +test +all")
                .containsPattern("glad +2 +1 +0 +3")
                .containsPattern("most votes +train")
                .containsPattern("the others +1 +0 +0 +1")
                .contains("2 pictures appear more than once, 1 of them under different labels")
                .contains("across splits : 1 equal pixel by pixel, 0 nearly equal")
                .contains("lost.png");
        assertThat(text.lines().mapToInt(String::length).max().orElse(0)).isLessThanOrEqualTo(80);
    }

    @Test
    void saysItAllAsJson() throws Exception {
        var json = new ObjectMapper().readTree(DatasetDescription.of(dataset()).toJson());
        assertThat(json.at("/dataset/faces").asInt()).isEqualTo(8);
        assertThat(json.at("/splits/train/majority/emotions/glad").asInt()).isEqualTo(2);
        assertThat(json.at("/splits/train/all/voteEntropy/faces").asInt()).isEqualTo(4);
        assertThat(json.at("/splits/test/all/voteEntropy").isNull()).isTrue();
        assertThat(json.at("/all/withValenceArousal").asInt()).isEqualTo(2);
        assertThat(json.at("/copies/exactAcrossSplits").asInt()).isEqualTo(1);
        assertThat(json.at("/copies/groups/0/ids/1").asText()).isEqualTo("g");
        assertThat(json.at("/leftOut/0").asText()).isEqualTo("lost.png: no such file.");
    }

    @Test
    void thePageIsWellFormedAndFetchesNothing() throws Exception {
        var data = dataset();
        var html = new DescriptionPage(DatasetDescription.of(data), data, 3, 1).html();
        assertThat(html).doesNotContain("http://", "https://", "<script", "@import");
        var page = parse(html);
        assertThat(page.getElementsByTagName("svg").getLength())
                .as("emotions of three splits, entropies of two, the plane")
                .isEqualTo(6);
        assertThat(page.getElementsByTagName("img").getLength())
                .as("two of calm, three of four of glad, one of cross; two pairs of copies")
                .isEqualTo(10);
        assertThat(html).contains("What is in eight &lt;faces&gt;", "lost.png", "may show real people");
    }

    @Test
    void aDatasetOfLabelsAloneHasNeitherEntropiesNorTwoProtocols() {
        var faces = new ArrayList<Face>();
        for (int i = 0; i < 4; i++) {
            faces.add(Face.withLabel("f" + i, Split.TRAIN, i % 3));
        }
        var data = new Dataset(
                "labels",
                LABELS,
                faces,
                SampledFaces.defaults().withCounts(4, 1, 0).dataset().limit(4).images(),
                "00",
                List.of());
        var description = DatasetDescription.of(data);
        assertThat(description.splits()).hasSize(1);
        assertThat(description.toText())
                .containsPattern("labels +train")
                .doesNotContain("majority", "entropy")
                .contains("no picture appears more than once", "nothing was left out");
        assertThat(new DescriptionPage(description, data, 3, 1).html())
                .doesNotContain("How much people disagree", "Valence and arousal");
    }

    private static Document parse(String html) throws Exception {
        String xml = html.substring(html.indexOf('\n') + 1);
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void writesNumbersTheSameInEveryCountry() {
        var data = dataset();
        var page = new DescriptionPage(DatasetDescription.of(data), data, 3, 1);
        assertThat(Countries.inEgypt(page::html)).isEqualTo(page.html());
    }

    /** As placeholders are in what was crawled. */
    @Test
    void aPictureThatIsThereManyTimesIsShownAFewTimes() {
        var picture =
                SampledFaces.defaults().withCounts(1, 1, 0).dataset().images().pixels(0);
        var pixels = new byte[40][];
        var faces = new ArrayList<Face>();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = picture;
            faces.add(Face.withLabel("copy " + i, Split.TRAIN, i % 2));
        }
        var images = FaceImages.of(ImageShape.grey(48), pixels);
        var data = new Dataset("copies", LABELS, faces, images, "0", List.of());
        var html = new DescriptionPage(DatasetDescription.of(data), data, 0, 1).html();
        assertThat(html).contains("copy 7, train", "and 32 more").doesNotContain("copy 8, train");
    }
}
