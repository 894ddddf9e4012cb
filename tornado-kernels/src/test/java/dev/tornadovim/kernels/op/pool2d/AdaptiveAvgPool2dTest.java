package dev.tornadovim.kernels.op.pool2d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.contract.OpRun;
import dev.tornadovim.kernels.contract.OpRun.Input;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

class AdaptiveAvgPool2dTest extends OpContract {

    private static final Offset<Float> CLOSE = Offset.offset(1e-6f);

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                of(1, 1, 1, 1, 1, 1),
                of(3, 16, 16, 17, 1, 1),
                of(1, 7, 5, 33, 2, 3),
                of(2, 11, 13, 7, 6, 6),
                of(1, 12, 6, 64, 6, 6),
                of(2, 3, 2, 5, 7, 5));
    }

    @Override
    protected Stream<OpCase> manyRows() {
        return Stream.of(of(70_000, 1, 2, 1, 1, 1));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(2, 5, 4, 2, 3, 2), of(1, 3, 2, 2, 4, 3));
    }

    private static OpCase of(
            int batch, int height, int width, int channels, int outHeight, int outWidth) {
        var reference =
                new AdaptiveAvgPool2dReference(batch, height, width, channels, outHeight, outWidth);
        return OpCase.of(
                        reference.toString(),
                        reference,
                        (builder, t) ->
                                List.of(
                                        AdaptiveAvgPool2d.apply(
                                                builder, t.get(0), outHeight, outWidth)))
                .input("x", batch, height, width, channels)
                .reducing(height * width);
    }

    /** {@code torch.nn.functional.adaptive_avg_pool2d}, 5x4 to 3x2: bins that overlap. */
    @Test
    void agreesWithPyTorch() {
        OpRun run =
                OpRun.of(
                        (builder, t) -> AdaptiveAvgPool2d.apply(builder, t.get(0), 3, 2),
                        Input.of(13, 1, 5, 4, 2));
        assertThat(run.output())
                .containsExactly(
                        new float[] {
                            -0.25f,
                            0f,
                            -0.0625f,
                            -0.625f,
                            0.0416667f,
                            0.291667f,
                            -0.0416667f,
                            -0.333333f,
                            0.0625f,
                            0.3125f,
                            0.25f,
                            -0.3125f
                        },
                        CLOSE);
        assertThat(run.gradients().get(0))
                .containsExactly(
                        new float[] {
                            -0.3125f,
                            -0.25f,
                            -0.3125f,
                            -0.25f,
                            -0.1875f,
                            -0.125f,
                            -0.1875f,
                            -0.125f,
                            -0.354167f,
                            -0.25f,
                            -0.354167f,
                            -0.25f,
                            -0.145833f,
                            -0.0416667f,
                            -0.145833f,
                            -0.0416667f,
                            -0.0416667f,
                            0f,
                            -0.0416667f,
                            0f,
                            0.0416667f,
                            0.0833333f,
                            0.0416667f,
                            0.0833333f,
                            0.145833f,
                            0.25f,
                            0.145833f,
                            0.25f,
                            0.354167f,
                            -0.229167f,
                            0.354167f,
                            -0.229167f,
                            0.1875f,
                            0.25f,
                            0.1875f,
                            0.25f,
                            0.3125f,
                            -0.3125f,
                            0.3125f,
                            -0.3125f
                        },
                        CLOSE);
    }

    /** The same, 2x3 to 3x2: more bins than lines. */
    @Test
    void agreesWithPyTorchWhereTheMapGrows() {
        OpRun run =
                OpRun.of(
                        (builder, t) -> AdaptiveAvgPool2d.apply(builder, t.get(0), 3, 2),
                        Input.of(13, 1, 2, 3, 1));
        assertThat(run.output())
                .containsExactly(
                        new float[] {-1.375f, -1.125f, -1f, -0.75f, -0.625f, -0.375f}, CLOSE);
        assertThat(run.gradients().get(0))
                .containsExactly(
                        new float[] {-0.8125f, -1.4375f, -0.625f, -0.3125f, -0.4375f, -0.125f},
                        CLOSE);
    }

    @Test
    void refusesNoBins() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", Shape.of(1, 4, 4, 3));
        assertThatThrownBy(() -> AdaptiveAvgPool2d.apply(builder, x, 2, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("adaptiveAvgPool2d: no output of size 0");
    }
}
