package dev.tornadovim.kernels.op.pool2d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.contract.OpRun;
import dev.tornadovim.kernels.contract.OpRun.Input;
import dev.tornadovim.kernels.op.conv2d.Windows;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

class MaxPool2dTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                of(new Windows(1, 1, 1, 1, 1, 1, 0)),
                of(new Windows(3, 6, 8, 17, 2, 2, 0)),
                of(new Windows(1, 7, 5, 33, 2, 2, 0)),
                of(new Windows(2, 9, 8, 3, 3, 2, 0)),
                of(new Windows(1, 6, 7, 5, 3, 1, 0)),
                of(new Windows(2, 7, 8, 7, 2, 3, 0)),
                of(new Windows(1, 17, 19, 64, 2, 2, 0)));
    }

    @Override
    protected Stream<OpCase> manyRows() {
        return Stream.of(of(new Windows(70_000, 1, 1, 1, 1, 1, 0)));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(
                of(new Windows(2, 4, 5, 2, 2, 2, 0)),
                of(new Windows(1, 5, 4, 3, 3, 1, 0)),
                of(new Windows(1, 5, 5, 1, 2, 3, 0)));
    }

    private static OpCase of(Windows windows) {
        return OpCase.of(
                        windows.toString(),
                        new MaxPool2dReference(windows),
                        (builder, t) ->
                                List.of(
                                        MaxPool2d.apply(
                                                builder,
                                                t.get(0),
                                                windows.kernel(),
                                                windows.stride())))
                .input("x", windows.batch(), windows.height(), windows.width(), windows.channels())
                .reducing(windows.taps());
    }

    /** {@code torch.nn.functional.max_pool2d} with kernel 2 and stride 2, a line left over. */
    @Test
    void agreesWithPyTorch() {
        OpRun run =
                OpRun.of(
                        (builder, t) -> MaxPool2d.apply(builder, t.get(0), 2, 2),
                        Input.of(13, 1, 5, 4, 2));
        assertThat(run.output()).containsExactly(1f, 1.25f, 1.5f, 0.25f, 1.25f, 1.5f, 0.75f, 1f);
        assertThat(run.gradients().get(0))
                .containsExactly(
                        0f, 0f, 0f, 0f, 0f, 0f, 0f, -0.5f, 0f, 0f, -1.25f, -1f, -0.75f, 0f, 0f, 0f,
                        0f, 0f, 0f, 0f, 0f, 0f, 0.25f, 0.5f, -0.25f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f,
                        0f, 0f, 0f, 0f, 0f, 0f, 0f);
    }

    /** The same with kernel 3 and stride 1, so that a value is the maximum of several windows. */
    @Test
    void agreesWithPyTorchWhereWindowsOverlap() {
        OpRun run =
                OpRun.of(
                        (builder, t) -> MaxPool2d.apply(builder, t.get(0), 3, 1),
                        Input.of(13, 1, 5, 5, 1));
        assertThat(run.output())
                .containsExactly(1.5f, 1.5f, 1.5f, 1.5f, 1.5f, 1.5f, 1.5f, 1.5f, 1.5f);
        assertThat(run.gradients().get(0))
                .containsExactly(
                        0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, -2.25f, 0f, 0f, 0f, 0f, 0f,
                        0f, 0f, 0f, 0f, 0f, 0f, 0f);
    }

    /** As in PyTorch. All values are equal where the period is 1. */
    @Test
    void theFirstOfEqualMaximaTakesTheGradient() {
        OpRun run =
                OpRun.of(
                        (builder, t) -> MaxPool2d.apply(builder, t.get(0), 2, 2),
                        Input.of(1, 1, 2, 2, 1));
        assertThat(run.gradients().get(0)).containsExactly(-1.25f, 0f, 0f, 0f);
    }

    @Test
    void refusesMapSmallerThanWindow() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", Shape.of(1, 1, 4, 3));
        assertThatThrownBy(() -> MaxPool2d.apply(builder, x, 2, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("do not fit a map of 1x4");
    }
}
