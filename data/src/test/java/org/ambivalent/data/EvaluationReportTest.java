package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.metrics.Bootstrap;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class EvaluationReportTest {

    private static final Bootstrap FEW = new Bootstrap(20, 1);

    private static EvaluationReport report(Dataset dataset, List<Distribution> predicted) {
        var evaluation = Evaluation.of(dataset, predicted, FEW)
                .with("model", "\"near\" <crowd> & noise")
                .with("command", "ambivalent evaluate --data voted.zip");
        return new EvaluationReport(evaluation, dataset, Evaluation.predictions(dataset, predicted));
    }

    private static String page(Dataset dataset) {
        return report(dataset, GeneratedFaces.predictions(dataset, 2)).html();
    }

    /** The page as XML, which fails where it is not balanced. */
    private static Document parse(String html) throws Exception {
        String xml = html.substring(html.indexOf('\n') + 1);
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    private static List<Element> elements(Document page, String tag) {
        var nodes = page.getElementsByTagName(tag);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }

    private static List<String> texts(Document page, String tag) {
        return elements(page, tag).stream().map(Element::getTextContent).toList();
    }

    @Test
    void fetchesNothingAndRunsNothing() throws Exception {
        for (var dataset : List.of(GeneratedFaces.withVotes(60, 1), GeneratedFaces.withTruth(60, 1))) {
            String html = page(dataset);
            assertThat(html).doesNotContain("http:", "https:", "<script", "<link", "@import", "url(", "href");
            assertThat(elements(parse(html), "img")).hasSize(32).allMatch(image -> image.getAttribute("src")
                    .startsWith("data:image/png;base64,"));
        }
    }

    @Test
    void saysEveryImageTableAndDrawingInWords() throws Exception {
        var page = parse(page(GeneratedFaces.withVotes(60, 1)));
        assertThat(elements(page, "img"))
                .allMatch(image -> !image.getAttribute("alt").isBlank());
        assertThat(elements(page, "table"))
                .hasSize(4)
                .allMatch(table -> table.getElementsByTagName("caption").getLength() == 1);
        assertThat(elements(page, "svg"))
                .allMatch(svg -> !svg.getAttribute("aria-label").isBlank()
                        || svg.getAttribute("aria-hidden").equals("true"));
    }

    @Test
    void showsTheFiguresOfTheEvaluation() throws Exception {
        var dataset = GeneratedFaces.withTruth(60, 1);
        var predicted = GeneratedFaces.predictions(dataset, 2);
        var evaluation = Evaluation.of(dataset, predicted, FEW);
        var cells = texts(parse(report(dataset, predicted).html()), "td");
        for (Measure measure : Measure.values()) {
            for (Figures figures : List.of(evaluation.majority(), evaluation.all())) {
                assertThat(cells)
                        .as(measure.title())
                        .contains(measure.unit().format(figures.get(measure).value())
                                + EvaluationText.brackets(figures.get(measure), measure.unit()));
            }
        }
    }

    @Test
    void showsTheFacesOfHighestPredictedEntropyFirst() throws Exception {
        var dataset = GeneratedFaces.withVotes(60, 1);
        var predicted = GeneratedFaces.predictions(dataset, 2);
        int most = IntStream.range(0, 60)
                .boxed()
                .max((a, b) -> Double.compare(
                        predicted.get(a).entropy(), predicted.get(b).entropy()))
                .orElseThrow();
        var first = elements(parse(page(dataset)), "img").get(0);
        assertThat(first.getAttribute("alt")).isEqualTo("Face face" + most + ".png");
        String data = first.getAttribute("src").substring("data:image/png;base64,".length());
        var image = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(data)));
        var shown = new byte[48 * 48];
        image.getRaster().getDataElements(0, 0, 48, 48, shown);
        assertThat(shown).isEqualTo(dataset.images().pixels(most));
    }

    @Test
    void drawsTheSameFacesWhateverTheModelSays() throws Exception {
        var dataset = GeneratedFaces.withVotes(60, 1);
        var one = drawn(report(dataset, GeneratedFaces.predictions(dataset, 2)));
        var other = drawn(report(dataset, GeneratedFaces.predictions(dataset, 3)));
        assertThat(one).hasSize(12).doesNotHaveDuplicates().isEqualTo(other);
        assertThat(one).isNotEqualTo(one.stream().sorted().toList());
        assertThat(page(GeneratedFaces.withVotes(12, 1))).doesNotContain("Faces drawn at random");
    }

    private static List<String> drawn(EvaluationReport report) throws Exception {
        var images = elements(parse(report.html()), "img");
        return images.subList(images.size() - 12, images.size()).stream()
                .map(image -> image.getAttribute("alt"))
                .toList();
    }

    @Test
    void keepsTheColoursOfColourImages() throws IOException {
        var pixels = new byte[3 * 64];
        Arrays.fill(pixels, 0, 64, (byte) 200);
        Arrays.fill(pixels, 64, 128, (byte) 100);
        var images = FaceImages.of(ImageShape.colour(8), new byte[][] {pixels});
        var face = Face.withLabel("red", Split.TEST, 0);
        var dataset = new Dataset("colour", LabelSet.of("calm", "angry"), List.of(face), images, "00", List.of());
        String html = report(dataset, List.of(Distribution.of(0.9, 0.1))).html();
        String data = html.replaceFirst("(?s).*data:image/png;base64,([^\"]*)\".*", "$1");
        var image = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(data)));
        assertThat(image.getRGB(3, 3) & 0xffffff).isEqualTo(0xc86400);
    }

    @Test
    void saysWhereTheFiguresComeFrom() throws Exception {
        var page = parse(page(GeneratedFaces.withVotes(60, 1)));
        assertThat(texts(page, "dd"))
                .contains(
                        "voted.zip",
                        "0123456789abcdef".repeat(4),
                        "\"near\" <crowd> & noise",
                        "ambivalent evaluate --data voted.zip")
                .anyMatch(text -> text.contains("20 resamples, seed 1"));
    }

    @Test
    void saysThatAnExpressionIsNotAFeelingAndWhoseFacesItShows() {
        assertThat(page(GeneratedFaces.withVotes(20, 1)))
                .contains("An expression is not a feeling", "contains images from the dataset");
        assertThat(page(GeneratedFaces.withTruth(20, 1)))
                .contains("An expression is not a feeling", "they show nobody")
                .doesNotContain("contains images from the dataset");
    }

    @Test
    void leavesOutWhatSingleLabelsCannotTell() throws Exception {
        var images = FaceImages.of(ImageShape.grey(8), new byte[2][64]);
        var faces = List.of(Face.withLabel("a<b", Split.TEST, 0), Face.withLabel("b", Split.TEST, 1));
        var dataset = new Dataset("folder", LabelSet.of("calm", "<angry>"), faces, images, "00", List.of());
        String html = report(dataset, List.of(Distribution.of(0.9, 0.1), Distribution.of(0.6, 0.4)))
                .html();
        assertThat(texts(parse(html), "h2")).noneMatch(title -> title.contains("ambiguous?"));
        assertThat(html).doesNotContain("All votes", "NaN", "people disagree");
    }

    @Test
    void writesNumbersTheSameInEveryCountry() {
        var dataset = GeneratedFaces.withVotes(20, 1);
        assertThat(Countries.inEgypt(() -> page(dataset))).isEqualTo(page(dataset));
    }

    @Test
    void refusesAnotherNumberOfPredictionsThanFaces() {
        var dataset = GeneratedFaces.withVotes(20, 1);
        var predicted = GeneratedFaces.predictions(dataset, 2);
        var evaluation = Evaluation.of(dataset, predicted, FEW);
        assertThatThrownBy(() -> new EvaluationReport(
                        evaluation, dataset, Evaluation.predictions(dataset, predicted.subList(0, 19))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("20 faces got 19");
    }

    private static EvaluationReport decided(Dataset dataset) {
        var predictions = GeneratedFaces.decided(dataset, 2);
        return new EvaluationReport(Evaluation.ofPredictions(dataset, predictions, FEW), dataset, predictions);
    }

    @Test
    void showsWhatACalibratedModelDecides() throws Exception {
        var page = parse(decided(GeneratedFaces.withVotes(200, 1)).html());
        assertThat(texts(page, "h2"))
                .contains(
                        "What it decides (all votes)",
                        "Faces it thinks people disagree about",
                        "Faces it cannot tell itself",
                        "Faces it declines to answer")
                .doesNotContain("The most ambiguous faces");
        assertThat(elements(page, "svg"))
                .extracting(svg -> svg.getAttribute("aria-label"))
                .anyMatch(text -> text.startsWith("Risk-coverage curve. Majority, ") && text.contains("It answers "))
                .anyMatch(
                        text -> text.startsWith("Set sizes. all faces: ") && text.contains("no emotion has over half"));
        assertThat(elements(page, "img")).hasSize(4 * 8 + 12);
        assertThat(texts(page, "th")).anyMatch(text -> text.startsWith("Votes in the sets"));
        assertThat(texts(page, "small")).anyMatch(text -> text.contains("declines") && text.contains("set: "));
    }

    @Test
    void saysWhatTheCalibrationErrorWouldBeByChance() throws Exception {
        var page = parse(page(GeneratedFaces.withVotes(60, 1)));
        assertThat(texts(page, "figcaption"))
                .filteredOn(text -> text.contains("expected calibration error"))
                .hasSize(2)
                .allMatch(text -> text.contains("By chance alone, right probabilities would show "));
    }

    @Test
    void saysNothingOfDecisionsThatNobodyMade() {
        assertThat(page(GeneratedFaces.withVotes(60, 1))).doesNotContain("decides", "declines", "pistemic");
    }

    /** Pages to look at in a browser after a change of the style: data/target/report-*.html. */
    @Test
    void writesThePage() {
        for (var dataset : List.of(GeneratedFaces.withVotes(500, 1), GeneratedFaces.withTruth(500, 1))) {
            Path file = Path.of("target", "report-" + dataset.name().replaceAll("\\W", "-") + ".html");
            report(dataset, GeneratedFaces.predictions(dataset, 2)).write(file);
            assertThat(file).isNotEmptyFile();
        }
        Path file = Path.of("target", "report-decided.html");
        decided(GeneratedFaces.withVotes(500, 1)).write(file);
        assertThat(file).isNotEmptyFile();
    }
}
