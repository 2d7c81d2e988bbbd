package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./ambivalent} in a checkout of its own, with a Java that prints its arguments and a Maven that writes a class path. */
@Timeout(60)
final class LauncherTest {

    private static final List<String> MODULES = List.of("core", "data", "train", "predict", "server", "cli");

    @TempDir
    private Path folder;

    private Path checkout;

    /** What a command printed, errors among it, and how it ended. */
    private record Ended(int code, String text) {

        boolean built() {
            return text.contains("MAVEN");
        }
    }

    @BeforeEach
    void makeACheckout() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no shell here");
        checkout = folder.resolve("a checkout");
        for (String module : MODULES) {
            Files.createDirectories(checkout.resolve(module + "/src/main"));
            Files.writeString(checkout.resolve(module + "/src/main/A.java"), "class A {}");
            Files.writeString(checkout.resolve(module + "/pom.xml"), "<project/>");
        }
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        Files.copy(Path.of("../ambivalent"), checkout.resolve("ambivalent"), StandardCopyOption.COPY_ATTRIBUTES);
        script(
                checkout.resolve("mvnw"),
                "echo MAVEN",
                "mkdir -p core/target cli/target",
                "echo $$ >core/target/core.jar",
                "echo jar >cli/target/ambivalent-cli-1.0.jar",
                "printf '%s' \"$PWD/core/target/core.jar:$PWD/../a-library.jar\" >cli/target/classpath");
        Files.writeString(folder.resolve("a-library.jar"), "jar");
        java("17.0.15");
        script(folder.resolve("jdk/bin/javac"), "exit 0");
    }

    /** Puts a Java of a version behind the link that commands find, as systems do that have several. */
    private void java(String version) throws IOException {
        var java = folder.resolve("java-" + version);
        script(
                java,
                "if [ \"$1\" = -version ]; then echo 'openjdk version \"" + version + "\"' >&2; exit; fi",
                "for word in \"$@\"; do echo \"<$word>\"; done");
        var link = folder.resolve("jdk/bin/java");
        Files.createDirectories(folder.resolve("jdk/bin"));
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, java);
    }

    private static void script(Path file, String... lines) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Ended run(String... args) throws Exception {
        return run(Map.of(), args);
    }

    private Ended run(Map<String, String> variables, String... args) throws Exception {
        var process = start(variables, args);
        var text = text(process);
        return new Ended(process.waitFor(), text);
    }

    private Process start(Map<String, String> variables, String... args) throws IOException {
        var words = new ArrayList<String>();
        words.add(checkout.resolve("ambivalent").toString());
        words.addAll(List.of(args));
        var builder = new ProcessBuilder(words);
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().remove("AMBIVALENT_JAVA_OPTS");
        builder.environment().putAll(variables);
        return start(builder);
    }

    private static Ended ended(ProcessBuilder builder) throws Exception {
        var process = start(builder);
        var text = text(process);
        return new Ended(process.waitFor(), text);
    }

    private static Process start(ProcessBuilder builder) throws IOException {
        // Tests may run in a hook of git, which tells its children where its repository is.
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        var process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        return process;
    }

    private static String text(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void buildsOnceAndHandsOnItsArguments() throws Exception {
        var first = run("predict", "a photo.jpg");
        assertThat(first.code()).isZero();
        assertThat(first.built()).isTrue();
        assertThat(first.text())
                .contains("<-XX:+UseSerialGC>")
                .containsPattern("<" + Pattern.quote(checkout.toRealPath() + "/target/builds/")
                        + "[^:]*/ambivalent-cli-1.0.jar:[^:]*/core.jar:[^:]*/a-library.jar>")
                .endsWith("<org.ambivalent.cli.Main>\n<predict>\n<a photo.jpg>\n");
        assertThat(run("predict").built()).isFalse();
    }

    @Test
    void buildsAgainWhatIsOlderThanItsSources() throws Exception {
        run("inspect");
        // Some compare whole seconds.
        var stamp = checkout.resolve("cli/target/build-stamp");
        Files.setLastModifiedTime(stamp, FileTime.from(Instant.now().minusSeconds(10)));
        for (String module : MODULES) {
            try (var sources = Files.walk(checkout.resolve(module))) {
                for (Path source : sources.toList()) {
                    Files.setLastModifiedTime(
                            source, FileTime.from(Instant.now().minusSeconds(20)));
                }
            }
        }
        Files.setLastModifiedTime(
                checkout.resolve("pom.xml"), FileTime.from(Instant.now().minusSeconds(20)));
        Files.setLastModifiedTime(stamp, FileTime.from(Instant.now().minusSeconds(10)));
        assertThat(run("inspect").built()).isFalse();
        Files.writeString(checkout.resolve("data/src/main/B.java"), "class B {}");
        assertThat(run("inspect").built()).isTrue();
        assertThat(run("inspect").built()).isFalse();
    }

    @Test
    void buildsAgainWhatIsNotThereAnyMore() throws Exception {
        run("inspect");
        Files.delete(folder.resolve("a-library.jar"));
        assertThat(run("inspect").built()).isTrue();
    }

    /** A copy would otherwise run what the first one has built. */
    @Test
    void buildsAgainInACopy() throws Exception {
        run("inspect");
        var first = checkout;
        checkout = folder.resolve("copy");
        var copied = ended(new ProcessBuilder("cp", "-a", first.toString(), checkout.toString()));
        assertThat(copied.code()).isZero();
        var ended = run("inspect");
        assertThat(ended.built()).isTrue();
        assertThat(ended.text())
                .contains(checkout.toRealPath() + "/target/builds/")
                .doesNotContain("a checkout");
    }

    /** Classes that a training needs at its end are loaded then. */
    @Test
    void whatALongCommandUsesStaysAsItIs() throws Exception {
        Files.delete(folder.resolve("jdk/bin/java"));
        script(
                folder.resolve("jdk/bin/java"),
                "if [ \"$1\" = -version ]; then echo 'openjdk version \"17.0.1\"' >&2; exit; fi",
                "while [ \"$1\" != -cp ]; do shift; done",
                "first=${2#*:}; first=${first%%:*}",
                "before=$(cat \"$first\")",
                "case $4 in train) touch \"$AT/started\"; until [ -f \"$AT/go\" ]; do sleep 0.1; done ;; esac",
                "echo \"was $before, is $(cat \"$first\")\"");
        var training = start(Map.of("AT", folder.toString()), "train");
        while (!Files.exists(folder.resolve("started"))) {
            Thread.sleep(20);
        }
        Files.writeString(checkout.resolve("pom.xml"), "<project>new</project>");
        Files.setLastModifiedTime(
                checkout.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(600)));
        assertThat(run("inspect").built()).isTrue();
        assertThat(builds()).hasSize(2);
        Files.createFile(folder.resolve("go"));
        var said = text(training);
        assertThat(said).containsPattern("was ([0-9]+), is \\1\n");

        assertThat(run("inspect").built()).as("its time is still to come").isTrue();
        assertThat(builds()).as("nobody uses the others any more").hasSize(1);
    }

    private List<Path> builds() throws IOException {
        try (var all = Files.list(checkout.resolve("target/builds"))) {
            return all.toList();
        }
    }

    @Test
    void asksAnotherJavaInTheSamePlaceForItsVersion() throws Exception {
        run("inspect");
        java("11.0.2");
        var ended = run("inspect");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.text()).contains("is Java 11, but 17 or newer is needed");
    }

    @Test
    void leavesTheCollectorToWhoNamesOne() throws Exception {
        var ended = run(Map.of("AMBIVALENT_JAVA_OPTS", "-XX:+UseG1GC -Xmx4g"), "inspect");
        assertThat(ended.text()).contains("<-XX:+UseG1GC>\n<-Xmx4g>").doesNotContain("UseSerialGC");
        assertThat(run(Map.of("AMBIVALENT_JAVA_OPTS", "-XX:+UseNUMA -XX:+DisableExplicitGC"), "inspect")
                        .text())
                .contains("UseSerialGC");
    }

    @Test
    void saysThatABuildFailed() throws Exception {
        script(checkout.resolve("mvnw"), "exit 1");
        var ended = run("inspect");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.text()).contains("the build failed");
        assertThat(checkout.resolve("cli/target/build-stamp")).doesNotExist();
    }

    @Test
    void resultsNameTheCodeThatTheyAreOfAndWhetherItWasChanged() throws Exception {
        Files.writeString(checkout.resolve(".gitignore"), "target/\n");
        git("init", "-q");
        git("add", "-A");
        git("-c", "user.name=A", "-c", "user.email=a@b", "commit", "-q", "-m", "a");
        assertThat(run("experiment", "bayes").text()).containsPattern("-Dambivalent.commit=[0-9a-f]{12}>");
        Files.writeString(checkout.resolve("cli/src/main/New.java"), "class New {}");
        assertThat(run("experiment", "bayes").text()).containsPattern("-Dambivalent.commit=[0-9a-f]{12}-changed>");
        Files.delete(checkout.resolve("cli/src/main/New.java"));
        Files.writeString(checkout.resolve("train/src/main/A.java"), "class A { int a; }");
        assertThat(run("experiment", "bayes").text()).containsPattern("-Dambivalent.commit=[0-9a-f]{12}-changed>");
        assertThat(run("inspect").text()).contains("-Dambivalent.commit=>");
    }

    private void git(String... args) throws Exception {
        var words = new ArrayList<>(List.of("git"));
        words.addAll(List.of(args));
        Ended ended;
        try {
            ended = ended(new ProcessBuilder(words).directory(checkout.toFile()));
        } catch (IOException e) {
            assumeTrue(false, "no git here");
            return;
        }
        assertThat(ended.code()).as(ended.text()).isZero();
    }
}
