package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.data.Dataset;
import org.ambivalent.data.SampledFaces;
import org.ambivalent.data.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedLabelsTest {

    private static final Dataset DATA =
            SampledFaces.defaults().withCounts(6, 2, 0).dataset();

    @TempDir
    private Path run;

    /** One value a training face. */
    private void trusts(String given, String... trust) {
        var rows = new ArrayList<List<String>>();
        for (int face = 0; face < trust.length; face++) {
            var id = DATA.split(Split.TRAIN).faces().get(face).id();
            rows.add(List.of(id, given, "fear", trust[face]));
        }
        new FaceTable(LabelTable.FILE, LabelTable.HEADER, rows).write(run.resolve(LabelTable.FILE));
    }

    @Test
    void keepsWhatIsTrustedFarEnoughUnderItsGivenLabel() {
        trusts("anger", "0.7000", "0.6999", "", "1.0000", "0.0000");
        var trusted = TrustedLabels.of(DATA, run, 0.7);
        var train = DATA.split(Split.TRAIN).faces();
        assertThat(trusted.split(Split.TRAIN).faces())
                .containsExactly(
                        train.get(0).withLabelAlone(DATA.labels().indexOf("anger")),
                        train.get(3).withLabelAlone(DATA.labels().indexOf("anger")));
        assertThat(trusted.split(Split.VALID).faces())
                .isEqualTo(DATA.split(Split.VALID).faces());
        assertThat(trusted.hash()).as("the whole dataset's").isEqualTo(DATA.hash());
        assertThat(TrustedLabels.of(DATA, run, 0).split(Split.TRAIN).size()).isEqualTo(4);
        assertThat(TrustedLabels.of(DATA, run, 1).split(Split.TRAIN).size()).isEqualTo(1);
    }

    @Test
    void saysWhatIsMissing() {
        assertRefused(0.7, "has no labels.csv");
        trusts("anger", "0.5", "");
        assertRefused(0.7, "trusts no label of a training face of " + DATA.name() + " as far as 0.7");
        assertRefused(1.5, "from 0 to 1, not 1.5");
        assertRefused(Double.NaN, "from 0 to 1, not NaN");
        trusts("boredom", "0.9");
        assertRefused(0.7, "has labels such as boredom");
    }

    private void assertRefused(double least, String message) {
        assertThatThrownBy(() -> TrustedLabels.of(DATA, run, least))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }
}
