package org.ambivalent.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class TrustGalleryTest {

    private static final Dataset DATA = new Dataset(
            "three <faces>",
            LabelSet.of("calm", "glad"),
            List.of(
                    Face.withLabel("a", Split.TRAIN, 0),
                    Face.withLabel("b", Split.TRAIN, 1),
                    Face.withLabel("c&d", Split.TRAIN, 1)),
            FaceImages.of(ImageShape.grey(8), new byte[3][64]),
            "hash",
            List.of());

    @Test
    void showsTheLeastTrustedFirstAndWhatChanged() throws Exception {
        var page = new TrustGallery(
                        DATA,
                        List.of(
                                new TrustGallery.Entry(0, 0, 0, 0.9, null),
                                new TrustGallery.Entry(1, 1, 0, 0.25, 0),
                                new TrustGallery.Entry(2, 1, 1, 0.5, null)))
                .html();
        var least = page.substring(page.indexOf("Trusted least"), page.indexOf("Given another label"));
        assertThat(least).containsSubsequence("trust 0.25", "trust 0.50", "trust 0.90");
        var changed = page.substring(page.indexOf("Given another label"), page.indexOf("Trusted most"));
        assertThat(changed)
                .contains("glad &#8594; calm", "made wrong on purpose, was calm")
                .doesNotContain("trust 0.50");
        assertThat(page.substring(page.indexOf("Trusted most")))
                .containsSubsequence("trust 0.90", "trust 0.50", "trust 0.25");
        assertThat(page).contains("three &lt;faces&gt;", "c&amp;d", "1 of them with another label");
        var xml = page.substring(page.indexOf('\n') + 1);
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    @Test
    void showsDistributionsThatWereRebuilt() throws Exception {
        var entry = new TrustGallery.Entry(1, 1, 0, 0.25, null, Distribution.of(0.75, 0.25), Votes.of(3, 7));
        var page = new TrustGallery(DATA, List.of(entry)).html();
        assertThat(page).contains("Recovered: calm 75", "Given: glad 100", "people say: glad 7, calm 3");
        var xml = page.substring(page.indexOf('\n') + 1);
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    @Test
    void saysNothingWhereNothingChanged() {
        var page = new TrustGallery(DATA, List.of(new TrustGallery.Entry(0, 0, 0, 0.9, null))).html();
        assertThat(page).contains("Trusted least").doesNotContain("Given another label");
    }

    @Test
    void writesNumbersTheSameInEveryCountry() {
        var gallery = new TrustGallery(DATA, List.of(new TrustGallery.Entry(1, 1, 0, 0.25, 0)));
        assertThat(Countries.inEgypt(gallery::html)).isEqualTo(gallery.html());
    }
}
