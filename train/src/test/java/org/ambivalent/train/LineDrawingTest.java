package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LineDrawingTest {

    /** The names of the values on the y axis, from below. */
    private static List<String> axis(Double... values) {
        var svg = LineDrawing.of("title", "epoch", "value", Map.of("curve", List.of(values)));
        return Pattern.compile("text-anchor=\"end\">([^<]+)<")
                .matcher(svg)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void theAxisHasRoundValuesAroundTheCurves() {
        assertThat(axis(0.0, 0.147))
                .containsExactly("0.00", "0.02", "0.04", "0.06", "0.08", "0.10", "0.12", "0.14", "0.16");
        assertThat(axis(85.1, 85.8)).containsExactly("85.0", "85.2", "85.4", "85.6", "85.8");
        assertThat(axis(0.01, 0.64)).containsExactly("0.0", "0.2", "0.4", "0.6", "0.8");
        assertThat(axis(61.0, 89.0)).containsExactly("60", "65", "70", "75", "80", "85", "90");
        assertThat(axis(-3.0, 2.0)).containsExactly("-3", "-2", "-1", "0", "1", "2");
    }

    @Test
    void drawsWhatDoesNotVaryOrIsNotThere() {
        assertThat(axis(0.5, 0.5)).hasSizeGreaterThan(1).contains("0.5000");
        assertThat(axis(Double.NaN, Double.NaN)).contains("0.0").doesNotContain("NaN");
    }
}
