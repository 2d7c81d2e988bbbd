package org.ambivalent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RankingTest {

    private static final double TOLERANCE = 1e-12;

    @Test
    void agreesWithScikitLearn() throws IOException {
        var ranking = new Ranking();
        try (var lines = RankingTest.class.getResourceAsStream("ranking.csv");
                var figures = RankingTest.class.getResourceAsStream("ranking.properties")) {
            for (String line : new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                var cells = line.split(",");
                ranking.add(Double.parseDouble(cells[0]), cells[1].equals("1"));
            }
            var golden = new Properties();
            golden.load(figures);
            assertThat(ranking.auroc()).isCloseTo(Double.parseDouble(golden.getProperty("auroc")), within(TOLERANCE));
            assertThat(ranking.averagePrecision())
                    .isCloseTo(Double.parseDouble(golden.getProperty("averagePrecision")), within(TOLERANCE));
        }
    }

    /** Scores 3+ 2- 1+: the positives beat the negative once of twice; precisions 1 and 2/3. */
    @Test
    void agreesWithAHandMadeRanking() {
        var ranking = of(new double[] {2, 3, 1}, false, true, true);
        assertThat(ranking.auroc()).isCloseTo(0.5, within(TOLERANCE));
        assertThat(ranking.averagePrecision()).isCloseTo((1 + 2.0 / 3) / 2, within(TOLERANCE));
        assertThat(ranking.positives()).isEqualTo(2);
    }

    @Test
    void equalScoresAreOneStep() {
        var ranking = of(new double[] {0.0, -0.0, 0, 0}, true, false, false, true);
        assertThat(ranking.auroc()).isCloseTo(0.5, within(TOLERANCE));
        assertThat(ranking.averagePrecision()).isCloseTo(0.5, within(TOLERANCE));
    }

    @Test
    void isUndefinedWithoutTwoKinds() {
        assertThat(new Ranking().auroc()).isNaN();
        assertThat(new Ranking().averagePrecision()).isNaN();
        assertThat(of(new double[] {1}, true).auroc()).isNaN();
        assertThat(of(new double[] {1}, false).averagePrecision()).isNaN();
        assertThatThrownBy(() -> new Ranking().add(Double.NaN, true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void partsCombineToTheWhole(@ForAll @Size(min = 2, max = 200) List<@IntRange(min = -5, max = 5) Integer> scores) {
        var whole = new Ranking();
        var first = new Ranking();
        var second = new Ranking();
        for (int i = 0; i < scores.size(); i++) {
            boolean positive = i % 3 == 0;
            whole.add(scores.get(i), positive);
            (i % 2 == 0 ? first : second).add(scores.get(i), positive);
        }
        second.combine(first);
        assertThat(second.size()).isEqualTo(whole.size());
        assertThat(second.auroc()).isCloseTo(whole.auroc(), within(TOLERANCE));
        assertThat(second.averagePrecision()).isCloseTo(whole.averagePrecision(), within(TOLERANCE));
        assertThat(whole.auroc()).isBetween(0.0, 1.0);
    }

    private static Ranking of(double[] scores, boolean... positive) {
        var ranking = new Ranking();
        for (int i = 0; i < scores.length; i++) {
            ranking.add(scores[i], positive[i]);
        }
        return ranking;
    }
}
