package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.ambivalent.core.ImageShape;
import org.ambivalent.core.LabelSet;
import org.ambivalent.data.ManifestWriter;
import org.ambivalent.data.SampledFaces;
import org.ambivalent.train.ModelFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks trained apart, and the file that the other commands read. */
class EnsembleCommandTest {

    @TempDir
    private Path folder;

    private Path trained(int seed) {
        var run = folder.resolve("run" + seed);
        var said = Cli.run(
                "train",
                "--data",
                folder.resolve("faces"),
                "--out",
                run,
                "--network",
                "small",
                "--epochs",
                "1",
                "--seed",
                seed,
                "--precision",
                "fp32",
                "--batch",
                "16");
        assertThat(said.code()).as(said.err()).isZero();
        return run;
    }

    @Test
    void joinsRunsIntoAModelThatGrows() {
        ManifestWriter.writeWithImages(
                SampledFaces.defaults().withCounts(48, 40, 0).dataset(), folder.resolve("faces"));
        var two = folder.resolve("two.onnx");
        var joined = Cli.run("ensemble", trained(1), trained(2), "--out", two);
        assertThat(joined.code()).as(joined.err()).isZero();
        assertThat(joined.out()).contains("two.onnx: 2 members, network small").contains("calibrate --model");

        var grown = Cli.run("ensemble", two, trained(3), "--out", two, "--json");
        assertThat(grown.out()).contains("\"members\" : 3").contains("\"network\" : \"small\"");
        assertThat(Cli.run("inspect", two).out()).contains("ensemble").contains("member3.seed");

        var evaluated = Cli.run("evaluate", "--data", folder.resolve("faces"), "--model", two, "--json");
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        var half = folder.resolve("half.onnx");
        var rounded = Cli.run(
                "calibrate",
                "--data",
                folder.resolve("faces"),
                "--model",
                two,
                "--out",
                half,
                "--half",
                "--temperature",
                "none",
                "--coverage",
                "none",
                "--target-risk",
                "none");
        assertThat(rounded.code()).as(rounded.err()).isZero();
        var again = Cli.run("ensemble", half, folder.resolve("run3"), "--out", folder.resolve("again.onnx"));
        assertThat(again.err()).contains("already").contains("twice");
        var more = Cli.run("ensemble", half, trained(4), "--out", folder.resolve("more.onnx"));
        assertThat(more.out()).as(more.err()).contains("4 members");
        assertThat(Cli.run("evaluate", "--data", folder.resolve("faces"), "--model", folder.resolve("more.onnx"))
                        .code())
                .isZero();

        var face = folder.resolve("faces/images/000000.png");
        assertThat(Cli.run("predict", "--no-detect", "--json", "--model", two, face)
                        .out())
                .contains("epistemic");
    }

    @Test
    void whatCannotBeJoinedIsSaid() {
        var one = folder.resolve("one.onnx");
        ModelFile.writeUntrained(one, "small", ImageShape.grey(48), LabelSet.FERPLUS);
        var out = folder.resolve("out.onnx");
        var alone = Cli.run("ensemble", one, "--out", out);
        assertThat(alone.code()).isEqualTo(Main.BAD_INPUT);
        assertThat(alone.err()).contains("at least two members").doesNotContain("\tat ");
        assertThat(Cli.run("ensemble", "--out", out).code()).isEqualTo(Main.BAD_INPUT);
        assertThat(out).doesNotExist();
    }
}
