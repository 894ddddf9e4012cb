package dev.tornadovim.pipeline.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class BareNamesTest {

    private static final List<String> NETWORK =
            List.of("patch_embed.proj.weight", "layers.0.norm.weight", "head.weight");

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"module.", "_orig_mod.", "model.", "backbone.", "module._orig_mod.model."})
    void prefixesOfAllNamesAreTakenOff(String prefix) {
        try (TensorSource source = open(NETWORK.stream().map(prefix::concat).toList())) {
            assertThat(source.names()).containsExactlyElementsOf(NETWORK);
            assertThat(source.notes())
                    .containsExactly("prefix " + prefix + " removed from the names");
            // Values are 0, 1, 2 in the order of the file.
            assertThat(source.read("head.weight")).containsExactly(2);
        }
    }

    @Test
    void bareNamesStay() {
        List<String> names = List.of("patch_embed.proj.weight", "module.x", "backbone.y");
        try (TensorSource source = open(names)) {
            assertThat(source.names()).containsExactlyElementsOf(names);
            assertThat(source.notes()).isEmpty();
        }
    }

    @Test
    void whatLiesBesideAWrappedNetworkIsLeftOut() {
        Stream<String> wrapped = NETWORK.stream().map("model."::concat);
        List<String> names = Stream.concat(wrapped, Stream.of("criterion.weight")).toList();
        try (TensorSource source = open(names)) {
            assertThat(source.names()).containsExactlyElementsOf(NETWORK);
            assertThat(source.notes())
                    .containsExactly(
                            "prefix model. removed from the names",
                            "not under model., left out: criterion.weight");
        }
    }

    @Test
    void theBackboneOfADenseTaskKeepsItsPrefix() {
        List<String> dense = List.of("backbone.patch_embed.proj.weight", "decode_head.weight");
        try (TensorSource source = open(dense.stream().map("module."::concat).toList())) {
            assertThat(source.names()).containsExactlyElementsOf(dense);
        }
        try (TensorSource source = open(dense)) {
            assertThat(source.names()).containsExactlyElementsOf(dense);
            assertThat(source.notes()).isEmpty();
        }
    }

    @Test
    void aBackboneBesideItsClassifierIsAClassifier() {
        List<String> names =
                List.of(
                        "module.backbone.patch_embed.proj.weight",
                        "module.backbone.layers.0.norm.weight",
                        "module.head.weight",
                        "steps");
        try (TensorSource source = open(names)) {
            assertThat(source.names()).containsExactlyElementsOf(NETWORK);
            assertThat(source.read("head.weight")).containsExactly(2);
            assertThat(source.notes())
                    .containsExactly(
                            "prefix module.backbone. removed from the names",
                            "not under module.backbone., left out: steps");
        }
    }

    @Test
    void networksOfOneListAreToldApartByTheirPrefix() {
        List<String> names = List.of("teacher.module.a", "student.module.a");
        Path file = write(names);
        try (TensorSource source = WeightFiles.open(file, "student")) {
            assertThat(source.names()).containsExactly("a");
            assertThat(source.description()).isEqualTo(file + " (student)");
            assertThat(source.read("a")).containsExactly(1);
        }
    }

    private TensorSource open(List<String> names) {
        return WeightFiles.open(write(names), WeightSet.MODEL);
    }

    private Path write(List<String> names) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : names) {
            Tensor tensor = Tensor.allocated(name, Shape.of(1), Storage.Kind.STATE);
            tensor.set(new float[] {tensors.size()});
            tensors.put(name, tensor);
        }
        Path file = folder.resolve("weights.safetensors");
        SafetensorsWriter.write(file, Map.of(), tensors);
        return file;
    }
}
