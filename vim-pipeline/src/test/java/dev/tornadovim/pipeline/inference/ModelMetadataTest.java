package dev.tornadovim.pipeline.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.dense.Resizing;
import dev.tornadovim.pipeline.detection.DetectionConfig;
import dev.tornadovim.pipeline.model.DeitPresets;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.model.VimPresets;
import dev.tornadovim.pipeline.segmentation.SegmentationConfig;
import dev.tornadovim.pipeline.weights.SafetensorsFile;
import dev.tornadovim.pipeline.weights.SafetensorsWriter;
import dev.tornadovim.pipeline.weights.WeightsException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class ModelMetadataTest {

    private static final NetworkConfig VIM = VimPresets.of("vim_tiny");

    @TempDir private Path folder;

    static Stream<ModelMetadata> descriptions() {
        var upernet =
                new SegmentationConfig(
                        VIM.withImage(512, 512),
                        SegmentationConfig.quarters(24),
                        192,
                        SegmentationConfig.POOL_SCALES,
                        256,
                        0.4f,
                        0.1f,
                        150);
        return Stream.of(
                ClassificationMetadata.published(VIM),
                ClassificationMetadata.published(DeitPresets.of("deit_small")),
                new SegmentationMetadata(
                        upernet,
                        List.of(2048, 512),
                        Resizing.OPENCV,
                        341,
                        ImageStatistics.IMAGENET),
                new DetectionMetadata(
                        VIM.withImage(1024, 1024),
                        DetectionConfig.vitDet(80),
                        ImageStatistics.IMAGENET));
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void aFileGivesBackWhatWasWritten(ModelMetadata metadata) {
        assertThat(read(metadata.json())).isEqualTo(metadata);
    }

    /** Others may read it too. */
    @Test
    void namesAreThoseOfTheField() {
        assertThat(ClassificationMetadata.published(VIM).json())
                .startsWith("{\"task\":\"classification\",\"network\":{\"family\":\"vim\",")
                .contains("\"imageHeight\":224,\"imageWidth\":224,\"channels\":3,\"patchSize\":16,")
                .endsWith(
                        "\"cropPct\":0.875,\"interpolation\":\"BICUBIC\","
                                + "\"statistics\":{\"mean\":[0.485,0.456,0.406],"
                                + "\"std\":[0.229,0.224,0.225]}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "\"depth\":24 -> \"depth\":0",
                "\"depth\":24, -> ``",
                "\"depth\":24 -> \"depths\":24",
                "\"family\":\"vim\" -> \"family\":\"bim\"",
                "\"cropPct\":0.875 -> \"cropPct\":null",
                "\"mean\":[0.485,0.456,0.406] -> \"mean\":[0.485]",
                "\"task\":\"classification\" -> \"task\":\"captioning\"",
                "{ -> ["
            })
    void whatIsWrongIsOneLineThatNamesTheFile(String right, String wrong) {
        String json = ClassificationMetadata.published(VIM).json();
        assertThat(json).contains(right);
        assertThatThrownBy(() -> read(json.replace(right, wrong)))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(file() + ": its metadata \"model\" cannot be read: ")
                .extracting(Throwable::getMessage)
                .satisfies(message -> assertThat(message).hasLineCount(1));
    }

    private Path file() {
        return folder.resolve("model.safetensors");
    }

    private ModelMetadata read(String json) {
        SafetensorsWriter.write(file(), Map.of(ModelMetadata.KEY, json), Map.of());
        try (var source = SafetensorsFile.open(file())) {
            return ModelMetadata.of(source).orElseThrow();
        }
    }
}
