package dev.tornadovim.kernels.op.pool;

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

class SelectChannelTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(of(1, 1, 1), of(3, 17, 5), of(17, 9, 2), of(2, 784, 10));
    }

    @Override
    protected Stream<OpCase> manyRows() {
        return Stream.of(of(70_000, 1, 2));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(5, 3, 2), of(4, 1, 3));
    }

    /** The index is a channel, -1 or one too many. */
    private static OpCase of(int groups, int rows, int channels) {
        return OpCase.of(
                        groups + "x" + rows + "x" + channels,
                        new SelectChannelReference(groups, rows, channels),
                        (builder, t) -> List.of(SelectChannel.apply(builder, t.get(0), t.get(1))))
                .input("x", groups, rows, channels)
                .constant("index", -2, channels + 1, groups);
    }

    /** {@code x[r, :, index[r]]} in PyTorch for the index 2, -1, 0, zero where it is -1. */
    @Test
    void agreesWithPyTorch() {
        OpRun run =
                OpRun.of(
                        (builder, t) -> {
                            Tensor index = builder.input("index", Shape.of(3));
                            index.set(new float[] {2, -1, 0});
                            return SelectChannel.apply(builder, t.get(0), index);
                        },
                        Input.of(7, 3, 2, 4));
        assertThat(run.output()).containsExactly(-0.25f, 0.75f, 0f, 0f, -0.25f, 0.75f);
        assertThat(run.gradients().get(0))
                .containsExactly(
                        0f, 0f, -1.25f, 0f, 0f, 0f, -1f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, -0.25f,
                        0f, 0f, 0f, 0f, 0f, 0f, 0f);
    }

    @Test
    void refusesIndexOfOtherLength() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", Shape.of(3, 4, 5));
        Tensor index = builder.input("index", Shape.of(2));
        assertThatThrownBy(() -> SelectChannel.apply(builder, x, index))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected index of shape [3]");
    }
}
