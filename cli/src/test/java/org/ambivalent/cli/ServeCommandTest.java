package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.ambivalent.server.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServeCommandTest {

    @TempDir
    private Path folder;

    @Test
    void tellsEveryMistakeAtOnceAndStartsNothing() {
        var result = Cli.run("serve", "--port", "eighty", "--queue", "0", "--review", folder);

        assertThat(result.code()).isEqualTo(Main.BAD_INPUT);
        assertThat(result.err())
                .contains("3 settings are wrong", "--port is \"eighty\"", "--queue is \"0\"", "--review needs a place");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void helpNamesEverySettingAndWhereElseItMayStand() {
        var help = Cli.run("serve", "--help").out();

        for (Setting setting : Setting.values()) {
            assertThat(help).contains(setting.option());
        }
        assertThat(help).contains("AMBIVALENT_SERVE_BODY_LIMIT", "body-limit:");
    }

    @Test
    void saysThatAModelIsNone() {
        var result = Cli.run("serve", "--port", "0", "--model", folder.resolve("missing.onnx"));

        assertThat(result.code()).isEqualTo(Main.BAD_INPUT);
        assertThat(result.err()).contains("missing.onnx, which is no file");
    }
}
