package org.ambivalent.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunsTest {

    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    private Path folder;

    @Test
    void aFolderWithAnEvaluationAloneHasNoEpochsAndChangedWhenItWasEvaluated() throws IOException {
        write("alone/evaluation.json", "{}");
        var run = only().json();
        assertThat(run)
                .containsEntry("name", "alone")
                .containsEntry("state", "none")
                .containsEntry("epochs", null)
                .containsEntry("planned", null)
                .containsEntry("changed", THEN.toString());
    }

    @Test
    void aTrainingChangedWhenItsLastEpochCame() throws IOException {
        write("mine/settings.json", "{\"settings\":{\"epochs\":3}}");
        assertThat(only().json())
                .containsEntry("epochs", 0)
                .containsEntry("planned", 3)
                .containsEntry("changed", THEN.toString());
        write("mine/log.jsonl", "{\"epoch\":1,\"seconds\":1.5}\n");
        Files.setLastModifiedTime(folder.resolve("mine/settings.json"), FileTime.from(THEN.minusSeconds(60)));
        write("mine/test/evaluation.json", "{}");
        assertThat(only().json())
                .containsEntry("state", "stopped")
                .containsEntry("epochs", 1)
                .containsEntry("changed", THEN.toString());
        assertThat(only().evaluations()).containsOnlyKeys("test");
    }

    /** It has no log of its own: what its members have done is what it has done, and each can be looked at. */
    @Test
    void anEnsembleIsAsFarAsItsMembers() throws IOException {
        write("five/settings.json", "{\"settings\":{\"epochs\":2,\"posterior\":\"ensemble:5\"}}");
        for (int member = 1; member <= 2; member++) {
            write("five/member" + member + "/settings.json", "{\"settings\":{\"epochs\":2}}");
        }
        write("five/member1/log.jsonl", "{\"epoch\":1}\n{\"epoch\":2,\"validAccuracy\":0.8,\"best\":true}\n");
        write("five/member2/log.jsonl", "{\"epoch\":1,\"validAccuracy\":0.7,\"seconds\":9}\n");
        var all = List.copyOf(new Runs(List.of(folder)).all().values());
        assertThat(all).extracting(RunFiles::name).containsExactly("five", "five/member1", "five/member2");
        assertThat(all.get(0).json())
                .containsEntry("state", "stopped")
                .containsEntry("epochs", 3)
                .containsEntry("planned", 10)
                .containsEntry("accuracy", null);
        assertThat(all.get(1).json()).containsEntry("state", "finished").containsEntry("accuracy", 0.8);
        for (int member = 1; member <= 5; member++) {
            write("five/member" + member + "/settings.json", "{\"settings\":{\"epochs\":2}}");
            write("five/member" + member + "/log.jsonl", "{\"epoch\":1}\n{\"epoch\":2}\n");
        }
        assertThat(all.get(0).json()).containsEntry("state", "finished").containsEntry("epochs", 10);
    }

    @Test
    void aLinkToAFolderIsTheFolder() throws IOException {
        write("real/mine/evaluation.json", "{}");
        write("real/evaluations/evaluation.json", "{}");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
        assertThat(new Runs(List.of(link)).all().values())
                .extracting(RunFiles::name)
                .containsExactly("evaluations", "mine");
        Path run = Files.createSymbolicLink(folder.resolve("the-best"), folder.resolve("real/mine"));
        assertThat(new Runs(List.of(run)).all().values())
                .extracting(RunFiles::name)
                .containsExactly("the-best");
    }

    private RunFiles only() {
        var all = new Runs(List.of(folder)).all();
        assertThat(all).hasSize(1);
        return all.values().iterator().next();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(THEN));
    }
}
