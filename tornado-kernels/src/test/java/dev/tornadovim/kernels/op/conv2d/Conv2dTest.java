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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.stream.Stream;

class Conv2dTest extends OpContract {

    private static final long ALL = 1 << 26;

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                of(new Windows(1, 1, 1, 1, 1, 1, 0), 1, true, ALL),
                of(new Windows(3, 7, 5, 3, 1, 1, 0), 17, false, ALL),
                of(new Windows(1, 9, 6, 5, 1, 2, 0), 3, true, ALL),
                of(new Windows(1, 1, 1, 2, 3, 1, 1), 3, true, ALL),
                of(new Windows(3, 7, 5, 17, 3, 1, 1), 33, true, ALL),
                of(new Windows(1, 12, 11, 40, 3, 1, 1), 50, false, ALL),
                of(new Windows(1, 5, 6, 3, 3, 1, 0), 2, true, ALL),
                of(new Windows(1, 5, 6, 3, 3, 1, 3), 2, true, ALL),
                of(new Windows(3, 9, 8, 5, 3, 2, 1), 7, true, ALL),
                of(new Windows(1, 11, 7, 4, 5, 3, 2), 9, true, ALL),
                of(new Windows(1, 6, 5, 3, 2, 3, 0), 4, true, ALL),
                of(new Windows(2, 4, 6, 3, 4, 2, 1), 5, false, ALL),
                of(new Windows(1, 6, 6, 1, 7, 1, 3), 2, true, ALL),
                // In three parts, and in two of two maps each.
                of(new Windows(3, 5, 4, 3, 3, 1, 1), 6, true, 1),
                of(new Windows(4, 5, 4, 3, 3, 2, 1), 6, true, 3 * 6 * 27));
    }

    @Override
    protected Stream<OpCase> manyRows() {
        return Stream.of(of(new Windows(70_000, 2, 2, 1, 2, 2, 0), 2, true, ALL));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(
                of(new Windows(2, 4, 3, 2, 3, 1, 1), 3, true, ALL),
                of(new Windows(1, 5, 6, 2, 3, 2, 1), 2, false, ALL),
                of(new Windows(1, 5, 4, 1, 2, 3, 2), 2, true, ALL));
    }

    private static OpCase of(Windows windows, int out, boolean bias, long unfolded) {
        OpCase op =
                OpCase.of(
                        windows + " to " + out + (bias ? "" : " without bias"),
                        new Conv2dReference(windows, out, bias),
                        (builder, t) ->
                                List.of(
                                        Conv2d.apply(
                                                builder,
                                                t.get(0),
                                                t.get(1),
                                                bias ? t.get(2) : null,
                                                windows.stride(),
                                                windows.padding(),
                                                unfolded)));
        op.input("x", windows.batch(), windows.height(), windows.width(), windows.channels())
                .input("weight", out, windows.channels(), windows.kernel(), windows.kernel())
                .reducing(Math.max(windows.size(), windows.count()));
        return bias ? op.input("bias", out) : op;
    }

    /** {@code torch.nn.functional.conv2d} of the same patterns in float64, which are exact. */
    @Test
    void agreesWithPyTorch() {
        OpRun run =
                OpRun.of(
                        (builder, t) -> Conv2d.apply(builder, t.get(0), t.get(1), t.get(2), 1, 1),
                        Input.of(7, 1, 4, 3, 2),
                        Input.of(5, 2, 2, 3, 3),
                        Input.of(3, 2));
        assertThat(run.output())
                .containsExactly(
                        -0.5625f, -0.4375f, -0.1875f, 0.6875f, 0.125f, -0.25f, 0.125f, 0.25f,
                        -0.625f, 0.6875f, -0.0625f, 0f, 0.625f, 0.25f, -1.3125f, -0.6875f, -0.3125f,
                        0.6875f, -1.125f, 0.625f, 0.6875f, -0.5f, -0.1875f, -0.0625f);
        assertThat(run.gradients().get(0))
                .containsExactly(
                        -0.625f, 0.5625f, -0.9375f, 0f, -1.3125f, -1.0625f, 0.5625f, -0.4375f,
                        1.6875f, 1.3125f, 0.6875f, 1.375f, -0.4375f, 0.5625f, -1.125f, -2.125f,
                        -0.0625f, -1f, 0.5625f, -0.625f, 0.5625f, 1.125f, -1f, 0.6875f);
        assertThat(run.gradients().get(1))
                .containsExactly(
                        0.1875f, -0.75f, 0f, -0.375f, 2.25f, 0.75f, -1.125f, -1.9375f, -0.25f,
                        1.375f, 1.25f, 0.25f, 0.5625f, -0.25f, -0.375f, 0.3125f, 0.75f, 0.875f,
                        0.625f, -1.6875f, -0.375f, 1f, 2.125f, 0.4375f, 1.1875f, -1.1875f, -0.5625f,
                        1.0625f, -0.25f, 0.25f, 0.875f, -1.1875f, -0.625f, 1.4375f, 0.5f, 0.5f);
        assertThat(run.gradients().get(2)).containsExactly(-1.25f, -1f);
    }

    /** The same at stride 2. */
    @Test
    void agreesWithPyTorchAtStrideTwo() {
        OpRun run =
                OpRun.of(
                        (builder, t) -> Conv2d.apply(builder, t.get(0), t.get(1), t.get(2), 2, 1),
                        Input.of(7, 1, 5, 4, 1),
                        Input.of(5, 2, 1, 3, 3),
                        Input.of(3, 2));
        assertThat(run.output())
                .containsExactly(
                        -0.25f, -0.5f, -0.8125f, -0.5f, -0.25f, -0.625f, -1.1875f, 0f, -0.5f, -0.5f,
                        -0.5625f, 1.1875f);
        assertThat(run.gradients().get(0))
                .containsExactly(
                        -0.875f, -0.0625f, -0.5f, 0.125f, 0.3125f, 0.25f, -0.1875f, -0.3125f,
                        -0.125f, 0.1875f, 0.25f, 0.125f, -0.6875f, -1.875f, 0.1875f, 0.375f, 0.625f,
                        0.4375f, 0.3125f, -1.25f);
        assertThat(run.gradients().get(1))
                .containsExactly(
                        1.0625f, -0.4375f, -0.375f, 0.3125f, 1.375f, 1.375f, -0.1875f, -1.1875f,
                        -0.375f, -0.6875f, 1.8125f, 1f, 0.125f, 0.3125f, 0f, 0.125f, -1f, -0.375f);
    }

    @ParameterizedTest
    @CsvSource({"8, 100, 4", "8, 300, 8", "8, 1, 1", "7, 100, 1", "1, 1, 1"})
    void partsAreEqualAndFit(int batch, long limit, int maps) {
        Conv2dTasks tasks = Conv2dTasks.of(new Windows(batch, 5, 5, 1, 1, 1, 0), limit);
        assertThat(tasks.part().batch()).isEqualTo(maps);
    }

    @Test
    void refusesMapSmallerThanWindow() {
        assertThatThrownBy(() -> conv(Shape.of(1, 2, 9, 3), Shape.of(4, 3, 5, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("windows of kernel 5, stride 1 and padding 1 do not fit a map of 2x9");
    }

    @Test
    void refusesOtherNumberOfChannels() {
        assertThatThrownBy(() -> conv(Shape.of(1, 6, 9, 2), Shape.of(4, 3, 5, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected weight of shape [4, 2, 5, 5]");
    }

    private static void conv(Shape map, Shape kernel) {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", map);
        Conv2d.apply(builder, x, builder.input("weight", kernel), null, 1, 1);
    }
}
