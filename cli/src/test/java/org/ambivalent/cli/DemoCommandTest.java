package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo keeps what its page promises. */
final class DemoCommandTest {

    @TempDir
    private Path folder;

    @Test
    void comesCloseToTheBestThatIsPossible() {
        var out = folder.resolve("demo");
        var demo = Cli.run("demo", "--out", out.toString());

        assertThat(demo.code()).as(demo.err()).isZero();
        assertThat(figure(demo.out(), "accuracy", 1)).isGreaterThan(figure(demo.out(), "accuracy", 2) - 0.03);
        assertThat(figure(demo.out(), "KL to the true posterior", 1)).isLessThan(0.10);
        assertThat(out.resolve("report.html")).exists();
        assertThat(out.resolve("model.onnx")).exists();
        assertThat(demo.out()).contains("./ambivalent predict photo.jpg");

        var again = Cli.run("demo", "--out", out.toString());
        assertThat(again.code()).isEqualTo(Main.BAD_INPUT);
        assertThat(again.err())
                .isEqualTo(
                        "ambivalent: " + out + ": holds a run already. Choose another --out." + System.lineSeparator());
    }

    /** A column of the row of a name. */
    private static double figure(String table, String row, int column) {
        var matcher = Pattern.compile("(?m)^" + row + " +([0-9.]+) +([0-9.]+)$").matcher(table);
        assertThat(matcher.find()).as(table).isTrue();
        return Double.parseDouble(matcher.group(column));
    }
}
