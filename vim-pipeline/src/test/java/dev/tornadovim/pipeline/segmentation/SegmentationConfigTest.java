package dev.tornadovim.pipeline.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.model.VimPresets;

import org.junit.jupiter.api.Test;

import java.util.List;

class SegmentationConfigTest {

    private static final VimConfig TINY = VimPresets.of("vim_tiny");

    @Test
    void quartersOfTwentyFourLayersAreThoseOfTheOfficialCode() {
        assertThat(SegmentationConfig.quarters(24)).containsExactly(5, 11, 17, 23);
        assertThat(SegmentationConfig.quarters(4)).containsExactly(0, 1, 2, 3);
    }

    /** The log of hustvl/Vim ({@code vim-t-upernet.txt}) counts 12,901,100 at 1024 pixels. */
    @Test
    void parametersOfVimTinyAreThoseOfTheOfficialLog() {
        SegmentationConfig config =
                config(TINY.withImage(1024, 1024), SegmentationConfig.quarters(24), 150);
        SegmentationModel model = SegmentationModel.allocate(config);
        long values =
                model.backbone().parameterCount()
                        + model.heads().stream().mapToLong(block -> block.parameterCount()).sum();
        // The official network has no class token and no place for one, but a final norm.
        assertThat(values - 2 * 192 + 192).isEqualTo(12_901_100);
    }

    @Test
    void sizesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> config(TINY, List.of(5, 11, 17, 22), 10))
                .hasMessage(
                        "segmentation network: layers must be four, ascending, the last of them 23,"
                                + " got [5, 11, 17, 22]");
        assertThatThrownBy(() -> config(TINY, List.of(11, 5, 17, 23), 10))
                .hasMessageContaining("got [11, 5, 17, 23]");
        assertThatThrownBy(
                        () ->
                                config(
                                        TINY.toBuilder().patch(4, 4).build(),
                                        SegmentationConfig.quarters(24),
                                        10))
                .hasMessage("segmentation network: the backbone's stride must be 8 or 16, got 4");
        assertThatThrownBy(
                        () -> config(TINY.withImage(64, 16), SegmentationConfig.quarters(24), 10))
                .hasMessage(
                        "segmentation network: the image must have at least 32 pixels a side, got"
                                + " 16");
        assertThatThrownBy(() -> config(TINY, SegmentationConfig.quarters(24), 256))
                .hasMessage(
                        "segmentation network: classes must be 1 to 255, since label 255 means"
                                + " none, got 256");
    }

    private static SegmentationConfig config(
            NetworkConfig backbone, List<Integer> layers, int classes) {
        return new SegmentationConfig(
                backbone, layers, 192, SegmentationConfig.POOL_SCALES, 256, 0.4f, 0.1f, classes);
    }
}
