package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.OptionSpec;

/** What the README and the pages of docs/ show is true of the code. */
final class ReadmeTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

    @TempDir
    private Path classes;

    @Test
    void theJavaOfTheReadmeCompiles() throws IOException {
        List<String> blocks = JAVA_BLOCK
                .matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map(block -> block.group(1))
                .toList();

        assertThat(blocks).isNotEmpty();
        assertThat(blocks).allSatisfy(block -> assertThat(errors(block)).isEmpty());
    }

    @Test
    void aMistakeInTheJavaOfTheReadmeWouldBeSeen() {
        assertThat(errors("Predictor.bundeld();")).isNotEmpty();
    }

    private List<String> errors(String block) {
        var lines = block.lines().collect(Collectors.partitioningBy(line -> line.startsWith("import ")));
        String source = String.join("\n", lines.getOrDefault(true, List.of()))
                + " class Snippet { void run() throws Exception {"
                + String.join("\n", lines.getOrDefault(false, List.of())) + "} }";
        var file = new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        var errors = new DiagnosticCollector<JavaFileObject>();
        var options = List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d", classes.toString());
        ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, errors, options, null, List.of(file))
                .call();
        return errors.getDiagnostics().stream()
                .map(error -> error.getMessage(Locale.ROOT))
                .toList();
    }

    @Test
    void everyCommandHasAPageAndEveryOptionStandsInIt() throws IOException {
        for (var command : Main.commandLine(Cli.nowhere()).getSubcommands().entrySet()) {
            String page = Files.readString(ROOT.resolve("docs/" + command.getKey() + ".md"));
            var commands =
                    Stream.concat(Stream.of(command.getValue()), command.getValue().getSubcommands().values().stream());
            var options = commands.flatMap(one -> one.getCommandSpec().options().stream())
                    .filter(option -> !option.usageHelp())
                    .map(OptionSpec::longestName);

            assertThat(options.filter(option -> !page.contains("`" + option)))
                    .as("not in docs/" + command.getKey() + ".md")
                    .isEmpty();
        }
    }

    @Test
    void everyLinkInTheDocsLeadsSomewhere() throws IOException {
        for (Path page : pages()) {
            LINK.matcher(Files.readString(page))
                    .results()
                    .map(link -> page.resolveSibling(link.group(1)).normalize())
                    .forEach(target ->
                            assertThat(target).as("linked from " + page).exists());
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> root = Files.list(ROOT);
                Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(root, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }
}
