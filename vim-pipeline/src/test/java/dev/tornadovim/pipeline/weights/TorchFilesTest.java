package dev.tornadovim.pipeline.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tornadovim.kernels.tensor.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Files that PyTorch wrote ({@code weights/files.py} says how), as training code leaves them. */
class TorchFilesTest {

    @TempDir private Path folder;

    /** The values are PyTorch's own, of both containers. */
    @ParameterizedTest
    @ValueSource(strings = {"objects.pth", "legacy_objects.pth"})
    void whatLiesBesideTheWeightsIsPassedOver(String name) throws IOException {
        var expected = new ObjectMapper().readTree(resource("objects.json").toFile());
        try (TensorSource source = WeightFiles.open(resource(name))) {
            assertThat(source.description()).endsWith(name + " (model)");
            assertThat(source.names()).containsExactlyElementsOf(fieldNames(expected));
            for (String tensor : source.names()) {
                float[] values = new float[expected.get(tensor).size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) expected.get(tensor).get(i).doubleValue();
                }
                assertThat(source.read(tensor)).as(tensor).containsExactly(values);
            }
            assertThat(source.shape("transposed")).isEqualTo(Shape.of(6, 4));
            assertThat(source.shape("scalar")).isEqualTo(Shape.of());
            assertThat(source.notes())
                    .containsExactly(
                            "of type I64, left out: num_batches_tracked",
                            "of type BOOL, left out: mask",
                            "without values, left out: empty, empty.matrix");
        }
    }

    private static List<String> fieldNames(JsonNode node) {
        return node.propertyStream().map(e -> e.getKey()).toList();
    }

    /** All of them hold the network of tiny.safetensors. */
    @ParameterizedTest
    @CsvSource({
        "legacy.pth, ",
        "numpy_scalar.pth, ",
        "int64_buffer.pth, 'of type I64, left out: bn.num_batches_tracked'",
        "data_parallel.pth, prefix module. removed from the names"
    })
    void theSameNetworkIsFoundInAllOfThem(String name, String note) {
        try (TensorSource source = WeightFiles.open(resource(name))) {
            assertSameAsTiny(source);
            assertThat(source.notes()).isEqualTo(note == null ? List.of() : List.of(note));
        }
    }

    @Test
    void oneOfSeveralNetworksIsNamed() {
        Path file = resource("two_networks.pth");
        assertThatThrownBy(() -> WeightFiles.open(file))
                .isInstanceOf(SeveralNetworksException.class)
                .hasMessage(file + ": holds several networks, name one of [teacher, student]");
        for (String name : List.of("teacher", "student")) {
            try (TensorSource source = WeightFiles.open(file, name)) {
                assertThat(source.description()).isEqualTo(file + " (" + name + ")");
                assertSameAsTiny(source);
            }
        }
        assertThatThrownBy(() -> WeightFiles.open(file, "model"))
                .hasMessage(file + ": holds several networks, name one of [teacher, student]");
        Path one = resource("numpy_scalar.pth");
        assertThatThrownBy(() -> WeightFiles.open(one, "teacher"))
                .hasMessageStartingWith(
                        one + " (model): holds no network teacher, only [cls_token");
    }

    @Test
    void aDictionaryOfOneEntryMayHoldNone() {
        try (TensorSource source = WeightFiles.open(resource("single_none.pth"))) {
            assertThat(source.names()).containsExactly("w");
            assertThat(source.shape("w")).isEqualTo(Shape.of(2, 3));
        }
    }

    /** Strides of 0: 64 bytes stand for 1.6 thousand million values. */
    @Test
    void tensorsOfMoreValuesThanTheFileHasBytesAreRefused() {
        Path file = resource("expanded_head.pth");
        assertThatThrownBy(() -> WeightFiles.open(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(
                        file + ": tensor head.weight is [100000000, 16]: with it the tensors have")
                .hasMessageContaining(" values, too many for a file of 32460 bytes; ");
    }

    @ParameterizedTest
    @CsvSource({
        "module.pth, a whole pickled module (__main__.Net)",
        "legacy_module.pth, a whole pickled module (__main__.Net)",
        "torchscript.pt, a TorchScript program"
    })
    void programsAreCalledWhatTheyAre(String name, String problem) {
        Path file = resource(name);
        assertThatThrownBy(() -> WeightFiles.open(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(file + ": " + problem)
                .hasMessageContaining("expected its weights: save");
    }

    @Test
    void whatIsLeftOfALegacyFileIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(resource("legacy_objects.pth"));
        Path file = folder.resolve("cut.pth");
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        refused(file, "truncated (the file ends early)");
        // Inside the index, and inside the pickle of the magic number.
        Files.write(file, Arrays.copyOf(whole, 1000));
        refused(file, "broken pickle (premature end of file)");
        Files.write(file, Arrays.copyOf(whole, 8));
        refused(file, "broken pickle");
        Files.write(file, new byte[] {(byte) 0x80, 2, 'K', 1, '.'});
        refused(file, "a pickle that torch.save did not write");
    }

    private static void refused(Path file, String problem) {
        assertThatThrownBy(() -> WeightFiles.open(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(problem)
                .hasMessageNotContaining("\n");
    }

    private static void assertSameAsTiny(TensorSource source) {
        try (TensorSource tiny = WeightFiles.open(resource("tiny.safetensors"))) {
            assertThat(source.names()).containsExactlyInAnyOrderElementsOf(tiny.names());
            for (String name : tiny.names()) {
                assertThat(source.shape(name)).as(name).isEqualTo(tiny.shape(name));
                assertThat(source.read(name)).as(name).isEqualTo(tiny.read(name));
            }
        }
    }

    static Path resource(String name) {
        try {
            return Path.of(TorchFilesTest.class.getResource("/weights/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
