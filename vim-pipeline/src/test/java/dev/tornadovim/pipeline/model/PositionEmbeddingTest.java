package dev.tornadovim.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.pipeline.model.PositionEmbedding.Layout;

import org.junit.jupiter.api.Test;

/**
 * Expected values come from PyTorch 2.13 in double: the class rows taken out and put back by slicing
 * and {@code torch.cat}, the rest through {@code interpolate(mode="bicubic", align_corners=False)}.
 * Row i, channel d of the input is ((i·D + d)·37 mod 101)/50 − 1.
 */
class PositionEmbeddingTest {

    private static final double ROUNDING = 2e-7;

    @Test
    void aMiddleTokenKeepsItsRow() {
        float[] result =
                PositionEmbedding.ALIGNED.resample(embedding(7, 2), middle(2, 3), middle(3, 2));

        assertClose(
                result,
                -0.769170464,
                -0.422222222,
                0.132692329,
                0.337855903,
                0.065468750,
                -0.504375000,
                -0.600000000,
                0.140000000,
                0.008867188,
                0.255703125,
                0.900107964,
                -0.586527778,
                -0.114957954,
                0.173550347);
    }

    @Test
    void theOfficialCodeKeepsTheFirstRow() {
        float[] result =
                PositionEmbedding.OFFICIAL.resample(embedding(5, 1), middle(2, 2), middle(3, 3));

        assertClose(
                result,
                -1.000000000,
                -0.277361111,
                0.156875000,
                0.591111111,
                -0.594236111,
                -0.160000000,
                0.274236111,
                -0.911111111,
                -0.476875000,
                -0.042638889);
    }

    @Test
    void fromStride16ToStride8() {
        float[] values = embedding(197, 3);
        float[] aligned =
                PositionEmbedding.ALIGNED.resample(values, middle(14, 14), middle(27, 27));
        float[] official =
                PositionEmbedding.OFFICIAL.resample(values, middle(14, 14), middle(27, 27));

        assertThat(aligned).hasSize(730 * 3);
        assertClose(
                pick(aligned),
                -1.102003982,
                -0.362003982,
                -0.496915396,
                -0.003420115,
                -0.179687500,
                -0.828249124);
        assertThat(checksum(aligned)).isCloseTo(0.585339738, within(1e-5));
        assertClose(
                pick(official),
                -1.000000000,
                -0.260000000,
                -0.879165518,
                0.192220341,
                -0.791816406,
                -0.828249124);
        assertThat(checksum(official)).isCloseTo(5.391674493, within(1e-5));
        // The class token's own row, 98 of 197, is untouched at 364 of 730.
        assertThat(aligned[364 * 3]).isEqualTo(values[98 * 3]);
    }

    @Test
    void toASmallerOblongGrid() {
        float[] result =
                PositionEmbedding.ALIGNED.resample(
                        embedding(197, 3), middle(14, 14), middle(7, 10));

        assertThat(result).hasSize(71 * 3);
        assertThat(result[0]).isCloseTo(-0.652725f, within(2e-7f));
        assertThat(result[212]).isCloseTo(-0.081515f, within(2e-7f));
        assertThat(checksum(result)).isCloseTo(1.932162207, within(1e-6));
    }

    @Test
    void bothTokensOfADoubleClassTokenKeepTheirRows() {
        float[] values = embedding(6, 1);
        Layout two = new Layout(2, 2, ClassToken.DOUBLE);
        Layout three = new Layout(3, 3, ClassToken.DOUBLE);
        float[] result = PositionEmbedding.ALIGNED.resample(values, two, three);

        assertThat(result).hasSize(11);
        assertThat(result[0]).isEqualTo(values[0]);
        assertThat(result[10]).isEqualTo(values[5]);
        assertThat(PositionEmbedding.ALIGNED.resample(values, two, two)).isEqualTo(values);
    }

    @Test
    void whatCannotFitIsRefused() {
        Layout none = new Layout(2, 2, ClassToken.MEAN);
        assertThatThrownBy(
                        () -> PositionEmbedding.ALIGNED.resample(new float[5], middle(2, 2), none))
                .hasMessage(
                        "cannot fit a position embedding for class token MIDDLE to class token"
                                + " MEAN");
        assertThatThrownBy(() -> Layout.square(200, ClassToken.MIDDLE))
                .hasMessage(
                        "a position embedding of 200 rows less 1 class tokens is no square grid");
        assertThat(Layout.square(197, ClassToken.MIDDLE)).isEqualTo(middle(14, 14));
    }

    private static Layout middle(int height, int width) {
        return new Layout(height, width, ClassToken.MIDDLE);
    }

    private static float[] embedding(int rows, int channels) {
        float[] values = new float[rows * channels];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (i * 37 % 101 / 50.0 - 1);
        }
        return values;
    }

    private static float[] pick(float[] v) {
        return new float[] {v[0], v[1], v[500], v[777], v[v.length / 2], v[v.length - 1]};
    }

    private static double checksum(float[] values) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * Math.sin(i + 1);
        }
        return sum;
    }

    private static void assertClose(float[] actual, double... expected) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(ROUNDING));
        }
    }
}
