package dev.tornadovim.pipeline.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.VimConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

class WeightsLoaderTest {

    @TempDir private Path folder;

    @Test
    void aNetworkSurvivesTheRoundTrip() {
        ImageClassifier saved = network(32);
        Path file = save(saved.parameters());
        ImageClassifier loaded = saved.config().allocate();
        try (SafetensorsFile source = SafetensorsFile.open(file)) {
            WeightsLoader.load(source, loaded.parameters());
        }

        saved.parameters()
                .forEach(
                        (name, tensor) ->
                                assertThat(loaded.parameters().get(name).toArray())
                                        .as(name)
                                        .isEqualTo(tensor.toArray()));
    }

    @Test
    void anotherModelSizeIsOneLineAndNothingIsTouched() {
        Path file = save(network(32).parameters());
        ImageClassifier wider = network(48);
        float[] before = wider.blocks().getLast().flat().toArray();
        try (SafetensorsFile source = SafetensorsFile.open(file)) {
            assertThatThrownBy(() -> WeightsLoader.load(source, wider.parameters()))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageMatching(
                            "\\Q"
                                    + file
                                    + "\\E: made for another model: cls_token is \\[1, 1, 32] in"
                                    + " the file, \\[1, 1, 48] in the model; other shapes in .*");
        }
        assertThat(wider.blocks().getLast().flat().toArray()).isEqualTo(before);
    }

    @Test
    void missingUnexpectedAndMisshapedAreListedByName() {
        Map<String, Tensor> inFile = new LinkedHashMap<>();
        inFile.put("same", tensor("same", 2, 3));
        inFile.put("other shape", tensor("other shape", 3, 2));
        inFile.put("only there", tensor("only there", 1));
        inFile.get("same").set(new float[] {1, 2, 3, 4, 5, 6});
        Map<String, Tensor> wanted = new LinkedHashMap<>();
        wanted.put("same", tensor("same", 2, 3));
        wanted.put("other shape", tensor("other shape", 2, 3));
        wanted.put("only here", tensor("only here", 1));

        LoadReport report;
        try (SafetensorsFile source = SafetensorsFile.open(save(inFile))) {
            report = WeightsLoader.loadMatching(source, wanted);
        }

        assertThat(report.loaded()).containsExactly("same");
        assertThat(report.missing()).containsExactly("only here");
        assertThat(report.unexpected()).containsExactly("only there");
        assertThat(report.misshaped())
                .containsExactly(
                        new LoadReport.Mismatch("other shape", Shape.of(3, 2), Shape.of(2, 3)));
        assertThat(wanted.get("same").toArray()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(wanted.get("other shape").toArray()).containsOnly(0);
    }

    @Test
    void namesThatDifferAreNamedInTheProblem() {
        Map<String, Tensor> inFile = Map.of("x", tensor("x", 1));
        try (SafetensorsFile source = SafetensorsFile.open(save(inFile))) {
            assertThat(WeightsLoader.compare(source, Map.of("y", tensor("y", 1))).problem())
                    .isEqualTo("made for another model: lacks y; has unknown x");
            assertThat(WeightsLoader.compare(source, Map.of("x", tensor("x", 1))).complete())
                    .isTrue();
        }
    }

    private Path save(Map<String, Tensor> tensors) {
        Path file = folder.resolve("weights.safetensors");
        SafetensorsWriter.write(file, Map.of(), tensors);
        return file;
    }

    private static Tensor tensor(String name, int... dims) {
        return Tensor.allocated(name, Shape.of(dims), Storage.Kind.PARAMETER);
    }

    private static ImageClassifier network(int width) {
        VimConfig config =
                VimConfig.builder().image(32, 32).dModel(width).depth(2).classes(10).build();
        ImageClassifier model = config.allocate();
        model.initialise(1);
        return model;
    }
}
