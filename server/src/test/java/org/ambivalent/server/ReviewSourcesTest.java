package org.ambivalent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
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

    /** As most people's own faces are: no contempt among them, and emotions by the alphabet. */
    @Test
    void aDatasetOfFewerEmotionsIsJudgedByThese() throws Exception {
        write("few", "anger", "happiness", "sadness");
        write("other", "anger", "happiness", "rage");
        try (var service = Running.with(
                "store=" + folder.resolve("votes.db"),
                "review=" + folder.resolve("few") + "," + folder.resolve("other"))) {
            service.until(() ->
                    service.json("/v1/review/sources").at("/sources/0/judged").asInt() == 3);
            var said = service.json("/v1/review/sources/few/faces/0").path("suggestion");
            var face = service.post("/v1/predict?detect=false", "image/png", Running.png(Running.faces(3), 0));
            var ofAll = Running.json(face).at("/images/0/faces/0/distribution");
            var few = List.of("anger", "happiness", "sadness");
            double sum = few.stream()
                    .mapToDouble(name -> ofAll.path(name).asDouble())
                    .sum();
            assertThat(sum).isLessThan(0.999);
            for (var name : few) {
                assertThat(said.path(name).asDouble())
                        .as(name)
                        .isCloseTo(ofAll.path(name).asDouble() / sum, within(1e-4));
            }
            service.until(() -> service.json("/v1/review/sources")
                    .at("/sources/1/note")
                    .asText()
                    .contains("does not know rage"));
        }
    }

    private void write(String name, String... emotions) throws IOException {
        var faces = Running.faces(emotions.length);
        for (int i = 0; i < emotions.length; i++) {
            Path image = folder.resolve(name).resolve(emotions[i]).resolve(i + ".png");
            Files.createDirectories(image.getParent());
            Files.write(image, Running.png(faces, i));
        }
    }
}
