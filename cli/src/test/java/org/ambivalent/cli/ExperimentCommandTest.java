package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ambivalent.data.ManifestWriter;
import org.ambivalent.data.SampledFaces;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExperimentCommandTest {

    @TempDir
    private Path folder;

    private String data;

    @BeforeEach
    void writeFaces() {
        var faces =
                SampledFaces.defaults().withCounts(80, 20, 0).dataset().map(face -> face.withVotesAlone(face.votes()));
        ManifestWriter.writeWithImages(faces, folder.resolve("faces"));
        data = folder.resolve("faces").toString();
    }

    @Test
    void plansWithoutTraining() {
        var plan = experiment("self-cure-ablation", "--plan");
        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.out())
                .contains("self-cure-ablation: ")
                .contains("  1  ")
                .contains("majority, noise 30 %, seed 1")
                .contains("hours left");
        assertThat(folder.resolve("results")).doesNotExist();
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void mayBeLimitedToSomeTrainings() {
        var plan = experiment("self-cure-ablation", "--plan", "--only", "rank=off,relabel=off, noise 0 %");
        assertThat(plan.out())
                .contains("  1  ")
                .contains("rank=off,relabel=off, noise 0 %")
                .doesNotContain("  2  ");
        assertBadInput(experiment("self-cure-ablation", "--only", "noise 90 %"), "no training has \"noise 90 %\"");
    }

    /** A second training needs the first, whoever asked for it. */
    @Test
    void plansWhatTheseStartFrom() {
        var plan = experiment("self-cure-noise", "--plan", "--only", "majority on trusted labels, noise 30 %, seed 1");
        assertThat(plan.out())
                .contains("  1  ")
                .contains("forward-correction, noise 30 %, seed 1")
                .contains("  2  ")
                .doesNotContain("  3  ");
    }

    @Test
    void trainsAndWritesThePage() throws Exception {
        var done = experiment("self-cure-ablation", "--only", "rank=off,relabel=off, noise 0 %");
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.err()).contains("self-cure-ablation, training 1 of 1: ", "all: about ", "epoch 16/16");
        var page = folder.resolve("results/self-cure-ablation-quick.md");
        assertThat(done.out()).isEqualTo("Wrote " + page + System.lineSeparator());
        assertThat(Files.readString(page)).containsPattern("\\b1 of \\d+ trainings done");
    }

    /** An ensemble of five takes five times as long as one network, and five times as long to ask. */
    @Test
    void plansEnsemblesByTheirMembers() {
        var plan = experiment("bayes", "shift", "--plan");
        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.out())
                .contains("ensemble:5, compact, trained on votes")
                .contains("mc-dropout, mini-vgg, trained on majority")
                .contains("shift: ");
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void tellsWhatCannotBeUsedBeforeItTrains() {
        assertBadInput(experiment("self-care"), "self-cure-noise");
        assertBadInput(experiment("self-cure-noise", "--recipe", "slow"), "quick, full");
        assertBadInput(experiment("natural-noise"), "no single labels of its own");
        assertBadInput(experiment("natural-noise", "--plan"), "no single labels of its own");
        assertBadInput(experiment("self-cure-noise", "natural-noise"), "no single labels of its own");
        assertBadInput(experiment("self-cure-noise", "--threads", 0), "at least 1");
        assertThat(folder.resolve("results")).doesNotExist();
    }

    private static void assertBadInput(Cli result, String named) {
        assertThat(result.code()).as(result.err()).isEqualTo(Main.BAD_INPUT);
        assertThat(result.err()).contains(named).doesNotContain("\tat ");
    }

    private Cli experiment(String name, Object... options) {
        var arguments = new ArrayList<Object>(List.of("experiment", name, "--data", data));
        arguments.addAll(List.of("--out", folder.resolve("runs"), "--results", folder.resolve("results")));
        arguments.addAll(List.of("--precision", "fp32"));
        arguments.addAll(List.of(options));
        return Cli.run(arguments.toArray());
    }
}
