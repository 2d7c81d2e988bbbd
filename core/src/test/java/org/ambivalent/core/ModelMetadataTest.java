package org.ambivalent.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelMetadataTest {

    private final ModelMetadata metadata = new ModelMetadata(
            LabelSet.FERPLUS,
            new Preprocessing(ImageShape.grey(48), 0.50765, 0.1 + 0.2),
            "compact",
            PosteriorSpec.DETERMINISTIC,
            Map.of("data", "sha256:00", "seed", "7", "version", Version.CURRENT));

    private static ThrowableAssertAlternative<BadInputException> assertRefused(Map<String, String> map) {
        return assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> ModelMetadata.fromMap(map, "m.onnx"))
                .withMessageStartingWith("m.onnx: ");
    }

    private Map<String, String> with(String name, String value) {
        var map = new HashMap<>(metadata.toMap());
        map.put(name, value);
        return map;
    }

    @Test
    void readsWhatItWrote() {
        assertThat(ModelMetadata.fromMap(metadata.toMap(), "m.onnx")).isEqualTo(metadata);
    }

    /** The names in the file are a promise to the readers of old models: they change with the format only. */
    @Test
    void writesTheseNamesInFormatThree() {
        assertThat(metadata.toMap())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("ambivalent.format", "3"),
                        Map.entry(
                                "ambivalent.labels", "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt"),
                        Map.entry("ambivalent.input.channels", "1"),
                        Map.entry("ambivalent.input.height", "48"),
                        Map.entry("ambivalent.input.width", "48"),
                        Map.entry("ambivalent.input.mean", "0.50765"),
                        Map.entry("ambivalent.input.deviation", "0.30000000000000004"),
                        Map.entry("ambivalent.network", "compact"),
                        Map.entry("ambivalent.posterior", "deterministic"),
                        Map.entry("ambivalent.posterior.members", "1"),
                        Map.entry("ambivalent.posterior.masking", "none"),
                        Map.entry("ambivalent.posterior.rate", "0.0"),
                        Map.entry("ambivalent.posterior.samples", "1"),
                        Map.entry("ambivalent.provenance.data", "sha256:00"),
                        Map.entry("ambivalent.provenance.seed", "7"),
                        Map.entry("ambivalent.provenance.version", Version.CURRENT)));
    }

    @Test
    void readsWhatAStochasticPosteriorNeeds() {
        var sampled = new ModelMetadata(
                metadata.labels(),
                metadata.preprocessing(),
                metadata.network(),
                new PosteriorSpec("mc-dropconnect", 1, PosteriorSpec.Masking.DROPCONNECT, 0.1, 50),
                metadata.provenance());
        assertThat(ModelMetadata.fromMap(sampled.toMap(), "m.onnx")).isEqualTo(sampled);
    }

    @Test
    void readsWhatACalibrationAdded() {
        var calibrated = metadata.calibrated(Map.of("temperature", "0.8", "seed", "1"));
        assertThat(calibrated.toMap()).containsEntry("ambivalent.calibration.temperature", "0.8");
        assertThat(ModelMetadata.fromMap(calibrated.toMap(), "m.onnx")).isEqualTo(calibrated);
        assertThat(calibrated.calibrated(Map.of())).isEqualTo(metadata);
    }

    @Test
    void readsFormatOneWhichKnowsNoMasks() {
        var map = with("ambivalent.format", "1");
        map.keySet().removeIf(name -> name.startsWith("ambivalent.posterior.") && !name.endsWith("members"));
        assertThat(ModelMetadata.fromMap(map, "m.onnx")).isEqualTo(metadata);
    }

    @Test
    void leavesTheEntriesOfOtherToolsAlone() {
        assertThat(ModelMetadata.fromMap(with("author", "someone"), "m.onnx")).isEqualTo(metadata);
    }

    @Test
    void refusesANewerFormatAndNamesTheVersionThatWroteIt() {
        var map = with("ambivalent.format", "4");
        map.put("ambivalent.provenance.version", "9.1.0");
        assertRefused(map)
                .withMessageContaining("written in format 4 by version 9.1.0")
                .withMessageContaining("reads formats up to 3. Update Ambivalent");
    }

    @Test
    void refusesAForeignFile() {
        assertRefused(Map.of("producer", "pytorch"))
                .withMessageContaining("not a model of Ambivalent")
                .withMessageContaining("ambivalent train");
        assertRefused(Map.of()).withMessageContaining("not a model of Ambivalent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one", "-1", "0", "1.0", "99999999999999999999"})
    void refusesAFormatThatIsNoNumber(String format) {
        assertRefused(with("ambivalent.format", format)).withMessageContaining("\"" + format + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"labels", "input.channels", "input.mean", "network", "posterior", "posterior.members"})
    void refusesAMissingEntryAndNamesIt(String name) {
        var map = new HashMap<>(metadata.toMap());
        map.remove("ambivalent." + name);
        assertRefused(map).withMessageContaining("ambivalent." + name + " is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "labels|joy",
                "labels|joy,,fear",
                "labels|joy,joy",
                "input.channels|2",
                "input.height|tall",
                "input.width|100000",
                "input.mean|NaN",
                "input.deviation|0",
                "posterior.members|0",
                "network|''",
            })
    void refusesADamagedEntry(String name, String value) {
        assertRefused(with("ambivalent." + name, value)).withMessageContaining("its metadata is damaged");
    }

    @Test
    void keepsItsOwnCopyOfTheProvenance() {
        var provenance = new HashMap<>(Map.of("seed", "1"));
        var copy = new ModelMetadata(
                metadata.labels(), metadata.preprocessing(), "compact", metadata.posterior(), provenance);
        provenance.put("seed", "2");
        assertThat(copy.provenance()).containsOnly(Map.entry("seed", "1"));
    }
}
