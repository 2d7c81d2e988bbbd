package org.ambivalent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.ambivalent.core.LabelSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InspectCommandTest {

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = TinyModel.write(folder.resolve("tiny.onnx"), LabelSet.FERPLUS);
    }

    @Test
    void showsEverythingInTheMetadata() {
        var answer = Cli.run("inspect", model);

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out())
                .contains("tiny", "deterministic", "neutral, happiness", "48x48 grey")
                .contains("images [faces, 1, 48, 48]", "probabilities [faces, 8]")
                .containsPattern("parameters +8\n")
                .containsPattern("seed +7\n");
    }

    @Test
    void answersInJson() throws IOException {
        var json =
                new ObjectMapper().readTree(Cli.run("inspect", "--json", model).out());

        assertThat(json.at("/network").asText()).isEqualTo("tiny");
        assertThat(json.at("/parameters").asInt()).isEqualTo(8);
        assertThat(json.at("/bytes").asLong()).isEqualTo(Files.size(model));
        assertThat(json.at("/labels/7").asText()).isEqualTo("contempt");
        assertThat(json.at("/posterior/members").asInt()).isEqualTo(1);
        assertThat(json.at("/preprocessing/shape/height").asInt()).isEqualTo(48);
        assertThat(json.at("/inputs/images").toString()).isEqualTo("[\"faces\",\"1\",\"48\",\"48\"]");
        assertThat(json.at("/provenance/seed").asText()).isEqualTo("7");
    }

    @Test
    void showsTheFormatAndWhatOtherToolsWrote() throws IOException {
        var foreign = ModelProto.parseFrom(Files.readAllBytes(model)).toBuilder()
                .addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey("author").setValue("someone"));
        Files.write(model, foreign.build().toByteArray());

        assertThat(Cli.run("inspect", model).out())
                .containsPattern("format +3\n")
                .containsPattern("other tools\n +author +someone\n");
        var json =
                new ObjectMapper().readTree(Cli.run("inspect", "--json", model).out());
        assertThat(json.at("/format").asInt()).isEqualTo(3);
        assertThat(json.at("/others").toString()).isEqualTo("{\"author\":\"someone\"}");
    }

    @Test
    void valuesStandBelowEachOther() throws IOException {
        String name = "ambivalent.provenance.member2.valid.jensenShannon";
        var grown = ModelProto.parseFrom(Files.readAllBytes(model)).toBuilder()
                .addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(name).setValue("0.07"));
        Files.write(model, grown.build().toByteArray());
        assertThat(Cli.run("inspect", model).out())
                .contains("  member2.valid.jensenShannon 0.07\n")
                .contains("  seed                        7\n");
    }

    @Test
    void refusesWhatIsNoModel() throws IOException {
        requireRefused(folder.resolve("missing.onnx"), "missing.onnx");
        requireRefused(folder, "not an ONNX file");
        requireRefused(Files.writeString(folder.resolve("text.onnx"), "not a model\n"), "not an ONNX file");
        requireRefused(Files.createFile(folder.resolve("empty.onnx")), "not an ONNX file");
        byte[] whole = Files.readAllBytes(model);
        requireRefused(
                Files.write(folder.resolve("half.onnx"), Arrays.copyOf(whole, whole.length / 2)), "not an ONNX file");
    }

    @Test
    void refusesModelsOfOthersAndOfTheFuture() throws IOException {
        var others = Files.write(
                folder.resolve("other.onnx"), TinyModel.model(8, Map.of()).toByteArray());
        requireRefused(others, "not a model of Ambivalent");
        var future = TinyModel.model(8, Map.of("ambivalent.format", "99", "ambivalent.provenance.version", "7.1"));
        requireRefused(Files.write(folder.resolve("future.onnx"), future.toByteArray()), "7.1");
    }

    private static void requireRefused(Path file, String reason) {
        var answer = Cli.run("inspect", file);

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).startsWith("ambivalent: ").contains(reason).doesNotContain("\tat ");
        assertThat(answer.out()).isEmpty();
    }
}
