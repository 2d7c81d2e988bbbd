package org.ambivalent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.ambivalent.core.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServeSettingsTest {

    @TempDir
    private Path folder;

    @Test
    void everySettingHasADefaultThatIsFine() {
        var settings = ServeSettings.of(Map.of(), Map.of());

        assertThat(settings.access().host()).isEqualTo("127.0.0.1");
        assertThat(settings.access().port()).isEqualTo(8080);
        assertThat(settings.models().files()).extracting(NamedPath::name).containsExactly("bundled");
        assertThat(settings.models().gather()).isEqualTo(Duration.ofMillis(1));
        assertThat(settings.limits().body()).isEqualTo(20_000_000);
        assertThat(settings.review().store()).isEmpty();
    }

    @Test
    void anOptionWinsOverTheEnvironmentWhichWinsOverTheFile() throws IOException {
        Path file = write("serve.yaml", "port: 1\nqueue: 100\nbatch: 16\nallow-host: [a.example, B.example]\n");

        var settings = ServeSettings.of(
                Map.of(Setting.CONFIG, file.toString(), Setting.PORT, "3"),
                Map.of("AMBIVALENT_SERVE_PORT", "2", "AMBIVALENT_SERVE_QUEUE", "200", "AMBIVALENT_CACHE", "elsewhere"));

        assertThat(settings.access().port()).isEqualTo(3);
        assertThat(settings.models().queue()).isEqualTo(200);
        assertThat(settings.models().batch()).isEqualTo(16);
        assertThat(settings.access().hosts()).containsExactly("a.example", "b.example");
    }

    @Test
    void allMistakesAreToldAtOnceEachWithItsPlace() throws IOException {
        Path file = write("serve.yaml", "prot: 9000\nqueue: many\n");

        assertThatThrownBy(() -> ServeSettings.of(
                        Map.of(
                                Setting.CONFIG, file.toString(),
                                Setting.HOST, "0.0.0.0",
                                Setting.MODEL, "missing.onnx",
                                Setting.REVIEW, folder.toString(),
                                Setting.ALLOW_ORIGIN, "lab.example.org/page"),
                        Map.of("AMBIVALENT_SERVE_BATCH", "0", "AMBIVALENT_SERVE_TOKENS", "x")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(
                        "8 settings are wrong",
                        "\"prot\" in " + file,
                        "\"queue\" in " + file + " is \"many\"",
                        "--host is 0.0.0.0",
                        "no token",
                        "missing.onnx, which is no file",
                        "--review needs a place for the votes",
                        "--allow-origin names \"lab.example.org/page\"",
                        "AMBIVALENT_SERVE_BATCH is \"0\"",
                        "AMBIVALENT_SERVE_TOKENS is no setting");
    }

    @Test
    void listensToOtherMachinesOnlyWithALongToken() throws IOException {
        Path good = write("token", "0123456789abcdef\nignored\n");
        Path bad = write("short", "secret\n");

        var settings = ServeSettings.of(Map.of(Setting.HOST, "0.0.0.0", Setting.TOKEN_FILE, good.toString()), Map.of());

        assertThat(settings.access().token()).contains("0123456789abcdef");
        assertThatThrownBy(() -> ServeSettings.of(Map.of(Setting.TOKEN_FILE, bad.toString()), Map.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("at least 16 characters")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aModelIsCalledAsItsFileOrItsFolderOrAsItsUserWants() throws IOException {
        Files.createDirectories(folder.resolve("my run"));
        Path inFolder = write("my run/model.onnx", "x");
        Path alone = write("quick.onnx", "x");

        var settings = ServeSettings.of(Map.of(Setting.MODEL, inFolder + "," + alone + ",best=" + alone), Map.of());

        assertThat(settings.models().files()).extracting(NamedPath::name).containsExactly("my-run", "quick", "best");
        assertThatThrownBy(() -> ServeSettings.of(Map.of(Setting.MODEL, alone + "," + alone), Map.of()))
                .hasMessageContaining("two models \"quick\"");
    }

    @Test
    void aFileThatIsNoYamlIsAMistakeAmongOthers() throws IOException {
        Path file = write("serve.yaml", "a: [b\n");

        assertThatThrownBy(() ->
                        ServeSettings.of(Map.of(Setting.CONFIG, file.toString(), Setting.PORT, "70000"), Map.of()))
                .hasMessageContainingAll("2 settings are wrong", "is not YAML", "--port is \"70000\"");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
