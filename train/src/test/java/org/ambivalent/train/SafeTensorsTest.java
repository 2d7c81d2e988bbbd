package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ambivalent.core.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {

    @TempDir
    private Path folder;

    /** Written by PyTorch's own library: src/test/golden/published.py. */
    @Test
    void readsWhatPyTorchWrites() throws IOException {
        Path file = folder.resolve("tiny.safetensors");
        try (InputStream in = getClass().getResourceAsStream("written-by-pytorch.safetensors")) {
            Files.copy(in, file);
        }
        try (var tensors = SafeTensors.open(file)) {
            assertThat(tensors.tensors()).containsOnlyKeys("single", "half", "brain", "count");
            assertThat(tensors.read("single").shape()).containsExactly(2, 3);
            assertThat(tensors.read("single").values()).containsExactly(1.5f, -2.25f, 3e-30f, 0f, -1e30f, 7f);
            assertThat(tensors.read("half").values()).containsExactly(65504f, -0x1p-14f, 0x1p-24f, 0.33325195f);
            assertThat(tensors.read("brain").values())
                    .containsExactly(1f, -3.140625f, Float.intBitsToFloat(0x714A0000));
            assertThat(tensors.tensors().get("count").isReal()).isFalse();
            assertThat(tensors.tensors().get("count").shape()).isEmpty();
        }
    }

    /** A header says nothing that is believed. Eight bytes of values follow each. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | is no JSON object",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]} | is no JSON",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}x | is no JSON",
                "{\"a\":{\"dtype\":\"F31\",\"shape\":[2],\"data_offsets\":[0,8]}} | has the type",
                "{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}} | has the type",
                "{\"a\":7} | has the type",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}} | no shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,2],\"data_offsets\":[0,8]}} | at most 8 axes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}} | or no offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}} | has the shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}} | has the shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387906],\"data_offsets\":[0,8]}} | has the shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}} | has the shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}} | has the shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}} | has the offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} | bytes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}} | has 8 bytes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}} | its tensors have 16 bytes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | its tensors have 4 bytes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | begins at byte 4",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | begins at byte 4",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | is no JSON",
                "{} | its tensors have 0 bytes, the file has 8",
            })
    void refusesHeadersThatDoNotHold(String header, String message) throws IOException {
        assertRefused(file(header, new byte[8]), message);
    }

    @Test
    void refusesLengthsThatDoNotHold() throws IOException {
        assertRefused(Files.write(folder.resolve("empty"), new byte[0]), "it has 0 bytes");
        assertRefused(Files.write(folder.resolve("short"), new byte[7]), "it has 7 bytes");
        for (long length : new long[] {0, 1, 11, 1L << 40, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            var bytes = ByteBuffer.allocate(18).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
            bytes.put("{}        ".getBytes(StandardCharsets.UTF_8));
            assertRefused(
                    Files.write(folder.resolve("claims"), bytes.array()), "claims " + Long.toUnsignedString(length));
        }
    }

    @Test
    void refusesAHeaderThatNestsWithoutEnd() throws IOException {
        assertRefused(file("{\"a\":" + "[".repeat(200_000) + "}", new byte[0]), "is no JSON");
    }

    @Test
    void refusesValuesThatAreNoNumbers() throws IOException {
        var nan = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(Float.NaN);
        Path file = file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", nan.array());
        try (var tensors = SafeTensors.open(file)) {
            assertThatThrownBy(() -> tensors.read("a"))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("the tensor a holds NaN");
        }
    }

    @Test
    void takesEmptyTensorsSpacesAndMetadata() throws IOException {
        Path file = file(
                "{\"__metadata__\":{\"format\":\"pt\"}, \"none\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[0,0]}}   ",
                new byte[0]);
        try (var tensors = SafeTensors.open(file)) {
            assertThat(tensors.tensors().get("none").shape()).isEqualTo(List.of(0L, 3L));
            assertThat(tensors.read("none").values()).isEmpty();
        }
    }

    private Path file(String header, byte[] values) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        var bytes = ByteBuffer.allocate(8 + text.length + values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length).put(text).put(values);
        return Files.write(folder.resolve("file.safetensors"), bytes.array());
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> SafeTensors.open(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file + ": cannot be read as a safetensors file")
                .hasMessageContaining(message);
    }
}
