package org.ambivalent.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import org.ambivalent.data.ManifestWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReviewSourcesTest {

    @TempDir
    private Path folder;

    /** A bug in the reading of one is none of the others. */
    @Test
    void aSourceThatFailsIsSaidToHaveFailedAndTheNextIsRead() throws Exception {
        Path file = folder.resolve("votes.db");
        VoteStore.open(file).close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TRIGGER broken BEFORE INSERT ON source WHEN NEW.name = 'broken'"
                    + " BEGIN SELECT RAISE(ABORT, 'as a bug would'); END");
        }
        for (String name : new String[] {"broken", "sound"}) {
            ManifestWriter.writeWithImages(Running.faces(3), folder.resolve(name));
        }
        try (var service =
                Running.with("store=" + file, "review=" + folder.resolve("broken") + "," + folder.resolve("sound"))) {
            service.until(() ->
                    service.json("/v1/review/sources").at("/sources/1/judged").asInt() == 3);
            var broken = service.json("/v1/review/sources").at("/sources/0");
            assertThat(broken.path("state").asText()).isEqualTo("failed");
            assertThat(broken.path("note").asText()).contains("log of the service");
            assertThat(service.log()).contains("as a bug would");
        }
    }
}
