package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ambivalent.core.Decision;
import org.ambivalent.core.Distribution;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Prediction;
import org.ambivalent.core.PredictionSet;
import org.ambivalent.core.Uncertainty;
import org.ambivalent.predict.Box;
import org.ambivalent.predict.FacePrediction;
import org.junit.jupiter.api.Test;

class PictureTableTest {

    private static final LabelSet LABELS = LabelSet.of("neutral", "sadness", "anger");

    /** The row of a face that is most likely neutral, under a set of these emotions. */
    private static String row(int... set) {
        var p = Distribution.of(0.55, 0.35, 0.1);
        var decision = new Decision(Optional.of(PredictionSet.of(LABELS.size(), set)), false, false);
        var prediction = new Prediction(
                LABELS,
                p,
                Uncertainty.of(List.of(p)),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.of(decision));
        var out = new StringWriter();
        var file = Path.of("a.png");
        var terminal = Terminal.plain(new PrintWriter(out), new PrintWriter(out));
        var faces = List.of(new FacePrediction(new Box(0, 0, 48, 48), prediction));
        new PictureTable(terminal, List.of(file), LABELS).write(new PictureResult(file, 48, 48, faces));
        return out.toString().lines().skip(1).findFirst().orElseThrow();
    }

    @Test
    void aSetOfOneIsNamedWhereItIsNotTheAnswer() {
        assertThat(row(0)).contains("neutral").doesNotContain("only");
        assertThat(row(1)).contains("neutral", "only sadness");
        assertThat(row()).contains("neutral", "no emotion fits");
        assertThat(row(1, 0)).contains("neutral or sadness");
        assertThat(row(0, 1, 2)).contains("any emotion");
    }
}
