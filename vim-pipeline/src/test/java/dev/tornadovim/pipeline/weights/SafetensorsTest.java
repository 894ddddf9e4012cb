package dev.tornadovim.pipeline.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class SafetensorsTest {

    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("model.safetensors");
    }

    /** The bytes are laid out by hand from the format's description, for every readable type. */
    @Test
    void readsEveryFloatingType() throws IOException {
        String header =
                """
                {"__metadata__":{"format":"pt"},
                 "f32":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
                 "f64":{"dtype":"F64","shape":[1,1],"data_offsets":[8,16]},
                 "f16":{"dtype":"F16","shape":[3],"data_offsets":[16,22]},
                 "bf16":{"dtype":"BF16","shape":[],"data_offsets":[22,24]}}
                """;
        ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(0x3F800000).putInt(0xC0490FDB).putLong(0x3FE0000000000000L);
        data.putShort((short) 0x3C00).putShort((short) 0xC000).putShort((short) 0x0001);
        data.putShort((short) 0x4049);
        write(header, data.array());

        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.names()).containsExactly("f32", "f64", "f16", "bf16");
            assertThat(read.metadata()).isEqualTo(Map.of("format", "pt"));
            assertThat(read.shape("f64")).isEqualTo(Shape.of(1, 1));
            assertThat(read.read("f32")).containsExactly(1f, (float) -Math.PI);
            assertThat(read.read("f64")).containsExactly(0.5f);
            assertThat(read.read("f16")).containsExactly(1f, -2f, (float) Math.pow(2, -24));
            assertThat(read.read("bf16")).containsExactly(3.140625f);
            assertThatThrownBy(() -> read.read("x")).hasMessage(file + ": no tensor x");
        }
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        // More than one chunk of the reader, so that its seams are covered.
        Tensor wide = Tensor.allocated("wide", Shape.of(600, 1000), Storage.Kind.PARAMETER);
        float[] values = new float[wide.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(i * 7919);
        }
        wide.set(values);
        Tensor columns = wide.columns(10, 13);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("wide", wide);
        tensors.put("ein \"Name\"", columns);

        SafetensorsWriter.write(file, Map.of("epoch", "3"), tensors);

        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.metadata()).isEqualTo(Map.of("epoch", "3"));
            assertThat(read.read("wide")).isEqualTo(values);
            assertThat(read.shape("ein \"Name\"")).isEqualTo(Shape.of(600, 3));
            assertThat(read.read("ein \"Name\"")).isEqualTo(columns.toArray());
        }
        byte[] bytes = Files.readAllBytes(file);
        long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(header % 8).isZero();
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void brokenFilesAreRefusedInOneLine() throws IOException {
        refused("no such file");
        Files.createDirectory(file);
        assertThatThrownBy(() -> WeightFiles.open(file))
                .hasMessage(file + ": a folder, expected a file of weights");
        Files.delete(file);
        for (var text : List.of("", "<", "<html>not found</html>")) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> WeightFiles.open(file))
                    .hasMessage(file + ": neither PyTorch's nor a safetensors file");
        }
        Files.write(file, new byte[5]);
        refused("no safetensors file: 5 bytes hold no header length");
        Files.writeString(file, "PK\3\4 this is a zip archive");
        refused("no safetensors file: a header of 7595448452415441744 bytes, at most 100000000");
        Files.write(file, length(100_000_001L));
        refused("a header of 100000001 bytes, at most 100000000 are accepted");
        Files.write(file, length(40));
        refused("truncated or no safetensors file: a header of 40 bytes in a file of 8");
        write("[1, 2]", new byte[0]);
        refused("no safetensors file: its header does not start with '{'");
        write("{\"a\": }", new byte[0]);
        refused("bad safetensors header: Unexpected character");
    }

    @Test
    void headersThatDoNotAddUpAreRefused() throws IOException {
        String a = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
        write("{" + a + "," + a + "}", new byte[8]);
        refused("bad safetensors header: Duplicate field 'a'");
        write("{" + a + "}", new byte[7]);
        refused("truncated: the header describes 8 bytes of data, the file has 7");
        write("{" + a + "}", new byte[12]);
        refused(
                "bytes after the last tensor: the header describes 8 bytes of data, the file has"
                        + " 12");
        write("{" + a + "," + entry("b", "F32", "[1]", 4, 8) + "}", new byte[8]);
        refused("tensor b overlaps its neighbor: it starts at byte 4, 8 was expected");
        write("{" + a + "," + entry("b", "F32", "[1]", 12, 16) + "}", new byte[16]);
        refused("tensor b leaves a hole: it starts at byte 12, 8 was expected");
        write("{" + entry("b", "F32", "[3]", 0, 8) + "}", new byte[8]);
        refused("tensor b[3] of type F32 takes 12 bytes, its offsets are 0 to 8");
        write("{" + entry("b", "F31", "[2]", 0, 8) + "}", new byte[8]);
        refused("tensor b has unknown type F31");
        write("{" + entry("b", "F32", "[0]", 0, 4) + "}", new byte[4]);
        refused("tensor b[0] of type F32 takes 0 bytes, its offsets are 0 to 4");
        write("{" + entry("b", "F32", "[0,-1]", 0, 0) + "}", new byte[0]);
        refused("tensor b has a bad shape [0,-1]");
        write("{" + entry("b", "F32", "[65536,65536]", 0, 0) + "}", new byte[0]);
        refused("more than 2^31-1 elements");
        write("{" + entry("b", "F32", "[1.5]", 0, 4) + "}", new byte[4]);
        refused("tensor b has a bad shape [1.5]");
        write("{\"b\":{\"dtype\":\"F32\"}}", new byte[4]);
        refused("tensor b lacks a dtype, a shape or two data_offsets");
    }

    /** 2^64 and 2^64 + 8 are 0 and 8 in 64 bits. */
    @Test
    void offsetsThatWrapAreRefused() throws IOException {
        String wrapped =
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":"
                        + "[18446744073709551616,18446744073709551624]}}";
        write(wrapped, new byte[8]);
        refused("tensor a lacks a dtype, a shape or two data_offsets of at most 2^63-1");
        write(wrapped.replace("18446744073709551616", "0"), new byte[8]);
        refused("tensor a lacks a dtype, a shape or two data_offsets of at most 2^63-1");
    }

    @Test
    void tensorsWithoutValuesAreLeftOut() throws IOException {
        String header =
                "{%s,%s,%s}"
                        .formatted(
                                entry("a", "F32", "[1]", 0, 4),
                                entry("none", "F32", "[0]", 4, 4),
                                entry("b", "F32", "[1]", 4, 8));
        write(header, new byte[8]);
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.names()).containsExactly("a", "b");
            assertThat(read.notes()).containsExactly("without values, left out: none");
            assertThatThrownBy(() -> read.shape("none"))
                    .hasMessage(file + ": tensor none has no values");
        }
    }

    /** Maps of the JDK iterate in another order in every process; the bytes must not follow them. */
    @Test
    void equalContentsGiveEqualBytes() throws IOException {
        Tensor a = Tensor.allocated("a", Shape.of(1), Storage.Kind.PARAMETER);
        a.set(new float[] {1});
        SafetensorsWriter.write(
                file, Map.of("e", "5", "d", "4", "c", "3", "b", "2", "a", "1"), Map.of("a", a));
        String header =
                "{\"__metadata__\":{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\",\"d\":\"4\",\"e\":\"5\"},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).contains(header);
    }

    @Test
    void integersAreLeftOut() throws IOException {
        write("{" + entry("steps", "I64", "[1]", 0, 8) + "}", new byte[8]);
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.names()).isEmpty();
            assertThat(read.notes()).containsExactly("of type I64, left out: steps");
            assertThatThrownBy(() -> read.read("steps"))
                    .hasMessage(
                            file
                                    + ": tensor steps is of type I64, expected F32, F16, BF16 or"
                                    + " F64");
        }
    }

    @Test
    void anUnwritableFolderIsSaidSo() {
        Path nowhere = folder.resolve("missing").resolve("model.safetensors");
        assertThatThrownBy(() -> SafetensorsWriter.write(nowhere, Map.of(), Map.of()))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(nowhere + ": cannot be written");
    }

    private void refused(String problem) {
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(problem)
                .hasMessageNotContaining("\n");
    }

    private static String entry(String name, String type, String shape, long from, long to) {
        return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                .formatted(name, type, shape, from, to);
    }

    private void write(String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(8 + json.length + data.length);
        all.put(length(json.length)).put(json).put(data);
        Files.write(file, all.array());
    }

    private static byte[] length(long value) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    }
}
