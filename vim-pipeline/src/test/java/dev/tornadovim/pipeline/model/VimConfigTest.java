package dev.tornadovim.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.function.UnaryOperator;

class VimConfigTest {

    /** The table of hustvl/Vim's grids: image, stride, grid, patches, tokens, class token. */
    @ParameterizedTest
    @CsvSource({
        "224, 16, 14, 196, 197, 98",
        "224, 8, 27, 729, 730, 364",
        "384, 16, 24, 576, 577, 288",
        "512, 16, 32, 1024, 1025, 512",
        "738, 16, 46, 2116, 2117, 1058",
        "1248, 16, 78, 6084, 6085, 3042"
    })
    void gridAndClassToken(int image, int stride, int grid, int patches, int tokens, int position) {
        VimConfig config = VimConfig.builder().image(image, image).patch(16, stride).build();

        assertThat(config.gridHeight()).isEqualTo(grid);
        assertThat(config.gridWidth()).isEqualTo(grid);
        assertThat(config.patches()).isEqualTo(patches);
        assertThat(config.tokens()).isEqualTo(tokens);
        assertThat(config.classTokenPositions()).containsExactly(position);
    }

    @Test
    void imagesNeedNotBeSquare() {
        VimConfig config = VimConfig.builder().image(32, 48).patch(4, 3).build();

        assertThat(config.gridHeight()).isEqualTo(10);
        assertThat(config.gridWidth()).isEqualTo(15);
        assertThat(config.classTokenPositions()).containsExactly(75);
    }

    @Test
    void classTokenModes() {
        assertThat(ClassToken.HEAD.positions(196)).containsExactly(0);
        assertThat(ClassToken.DOUBLE.positions(196)).containsExactly(0, 197);
        assertThat(ClassToken.MEAN.positions(196)).isEmpty();
        assertThat(VimConfig.builder().classToken(ClassToken.DOUBLE).build().tokens())
                .isEqualTo(198);
        assertThat(VimConfig.builder().classToken(ClassToken.MAX).build().tokens()).isEqualTo(196);
    }

    @Test
    void dropPathRatesAreThoseOfTheOfficialModules() {
        // inter_dpr = [0] + linspace(0, 0.23, 24), and 0.23 for the final add.
        VimConfig config = VimConfig.builder().dropPathRate(0.23f).build();

        assertThat(config.dropPathRateBefore(0)).isZero();
        assertThat(config.dropPathRateBefore(1)).isZero();
        assertThat(config.dropPathRateBefore(2)).isEqualTo(0.01f);
        assertThat(config.dropPathRateBefore(23)).isEqualTo(0.22f);
        assertThat(config.dropPathRateBefore(24)).isEqualTo(0.23f);
    }

    @Test
    void automaticRankIsASixteenthRoundedUp() {
        assertThat(VimConfig.builder().build().dtRankValue()).isEqualTo(12);
        assertThat(VimConfig.builder().dModel(40).build().dtRankValue()).isEqualTo(3);
        assertThat(VimConfig.builder().dtRank(5).build().dtRankValue()).isEqualTo(5);
    }

    @Test
    void presetsBothShortAndLong() {
        assertThat(VimPresets.of("vim_tiny")).isEqualTo(VimConfig.builder().build());
        assertThat(VimPresets.of("vim_small_patch16_224")).isEqualTo(VimPresets.of("vim_small"));
        assertThat(VimPresets.of("vim_base_patch16_stride8_224").stride()).isEqualTo(8);
        assertThat(
                        VimPresets.of(
                                "vim_tiny_patch16_stride8_224_bimambav2_final_pool_mean_abs_pos_embed"
                                    + "_with_midclstok_div2"))
                .isEqualTo(VimPresets.of("vim_tiny_stride8"));
        assertThatThrownBy(() -> VimPresets.of("vim_huge"))
                .hasMessage(
                        "no model preset vim_huge, only [vim_tiny, vim_tiny_stride8, vim_small,"
                                + " vim_small_stride8, vim_base, vim_base_stride8]");
    }

    @Test
    void valuesThatDoNotFitAreRefusedInOneLine() {
        refused(b -> b.patch(0, 1), "patchSize is 0, expected at least 1");
        refused(b -> b.patch(16, 0), "stride is 0, expected at least 1");
        refused(b -> b.image(8, 224), "imageHeight is 8, expected at least 16");
        refused(b -> b.image(224, 15), "imageWidth is 15, expected at least 16");
        refused(b -> b.channels(0), "channels is 0, expected at least 1");
        refused(b -> b.dModel(-1), "dModel is -1, expected at least 1");
        refused(b -> b.depth(0), "depth is 0, expected at least 1");
        refused(b -> b.dState(0), "dState is 0, expected at least 1");
        refused(b -> b.dConv(0), "dConv is 0, expected at least 1");
        refused(b -> b.expand(0), "expand is 0, expected at least 1");
        refused(b -> b.dtRank(-2), "dtRank is -2, expected at least 0");
        refused(b -> b.classes(0), "classes is 0, expected at least 1");
        refused(b -> b.dropPathRate(1), "dropPathRate is 1, expected at least 0 and less than 1");
        refused(b -> b.dropRate(Float.NaN), "dropRate is NaN, expected at least 0 and less than 1");
        refused(b -> b.rmsEps(0), "rmsEps is 0, expected more than 0");
        refused(
                b -> b.direction(DirectionStrategy.LAYER).depth(3),
                "depth is 3, expected an even number for direction LAYER, whose layers work in"
                        + " pairs");
    }

    private static void refused(UnaryOperator<VimConfigBuilder> change, String message) {
        assertThatThrownBy(() -> change.apply(VimConfig.builder()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
