package dev.tornadovim.kernels.op.conv2d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.contract.OpRun;
import dev.tornadovim.kernels.contract.OpRun.Input;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

class ConvTranspose2x2Test extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                of(1, 1, 1, 1, 1),
                of(3, 2, 3, 5, 7),
                of(1, 5, 1, 17, 33),
                of(1, 7, 6, 64, 12),
                of(2, 3, 17, 3, 50));
    }

    @Override
    protected Stream<OpCase> manyRows() {
        return Stream.of(of(70_000, 1, 1, 2, 1));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(2, 2, 3, 2, 3), of(1, 3, 1, 3, 1));
    }

    private static OpCase of(int batch, int height, int width, int in, int out) {
        return OpCase.of(
                        "%dx%dx%d, %d to %d".formatted(batch, height, width, in, out),
                        new ConvTranspose2x2Reference(batch, height, width, in, out),
                        (builder, t) ->
                                List.of(
                                        ConvTranspose2x2.apply(
                                                builder, t.get(0), t.get(1), t.get(2))))
                .input("x", batch, height, width, in)
                .input("weight", in, out, 2, 2)
                .input("bias", out)
                .reducing(Math.max(4 * out, Math.max(in, batch * height * width)));
    }

    /** {@code torch.nn.functional.conv_transpose2d} of the same patterns in float64, exact. */
    @Test
    void agreesWithPyTorch() {
        OpRun run =
                OpRun.of(
                        (builder, t) ->
                                ConvTranspose2x2.apply(builder, t.get(0), t.get(1), t.get(2)),
                        Input.of(7, 1, 2, 3, 2),
                        Input.of(5, 2, 3, 2, 2),
                        Input.of(3, 3));
        assertThat(run.output())
                .containsExactly(
                        0.125f, -0.25f, 0.3125f, -0.1875f, 0.375f, 0f, -0.125f, -0.125f, 0.1875f,
                        -0.1875f, 0.125f, 0.125f, -0.375f, 0f, 0.0625f, -0.1875f, -0.125f, 0.25f,
                        -0.5f, 0.0625f, 0.625f, -0.1875f, -0.25f, 0.3125f, -0.25f, 0.0625f, 0.375f,
                        -0.3125f, 0f, 0.3125f, 0f, 0.0625f, 0.125f, -0.4375f, 0.25f, 0.3125f,
                        -0.625f, 0.5625f, 0.8125f, -0.625f, -0.375f, 0.8125f, 0f, -0.1875f, 0.25f,
                        -0.1875f, 0.25f, 0.0625f, -0.25f, -0.0625f, 0.125f, -0.1875f, 0f, 0.1875f,
                        -0.625f, -0.375f, -0.125f, 0.3125f, -0.375f, -0.125f, -0.375f, 0.0625f,
                        0.5f, -0.25f, -0.125f, 0.3125f, -0.125f, 0.0625f, 0.25f, -0.375f, 0.125f,
                        0.3125f);
        assertThat(run.gradients().get(0))
                .containsExactly(
                        0.0625f, -0.5625f, -1.0625f, -0.1875f, -0.8125f, 0.875f, 0.875f, 0.3125f,
                        -0.25f, 0.6875f, 0.6875f, -1f);
        assertThat(run.gradients().get(1))
                .containsExactly(
                        -0.25f, 0.75f, 0.9375f, -2.1875f, -0.375f, 0.625f, -1.25f, -0.25f, 0.875f,
                        1.1875f, -1.375f, -0.375f, 0.1875f, 0.3125f, -1.125f, -1f, 0f, 0.125f,
                        0.75f, 0.1875f, 0.5f, -0.0625f, 0.5625f, 0f);
        assertThat(run.gradients().get(2)).containsExactly(-1.75f, -1.25f, -0.75f);
    }

    @Test
    void refusesOtherKernel() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", Shape.of(1, 2, 2, 3));
        Tensor weight = builder.input("weight", Shape.of(3, 4, 3, 3));
        Tensor bias = builder.input("bias", Shape.of(4));
        assertThatThrownBy(() -> ConvTranspose2x2.apply(builder, x, weight, bias))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected weight of shape [3, 4, 2, 2]");
    }
}
