package dev.tornadovim.kernels.op.concat;

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

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

class ConcatTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(of(1, 1), of(17, 3), of(3, 2, 5), of(197, 33, 1, 64), of(2, 7, 7, 7, 7));
    }

    @Override
    protected Stream<OpCase> manyRows() {
        return Stream.of(of(70_000, 1, 2));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(3, 2, 5), of(2, 1, 1, 3));
    }

    private static OpCase of(int rows, int... columns) {
        OpCase op =
                OpCase.of(
                        rows + " rows of " + Arrays.toString(columns),
                        new ConcatReference(rows, columns),
                        (builder, t) -> List.of(Concat.apply(builder, t)));
        for (int i = 0; i < columns.length; i++) {
            op.input("x" + i, rows, columns[i]);
        }
        return op;
    }

    /** {@code torch.cat((x, y[..., 1:], x, y[..., :1]), -1)}: rows apart, and a tensor twice. */
    @Test
    void agreesWithPyTorch() {
        OpRun run =
                OpRun.of(
                        (builder, t) -> {
                            Tensor last = t.get(1).columns(1, 3);
                            Tensor first = t.get(1).columns(0, 1);
                            return Concat.apply(builder, List.of(t.get(0), last, t.get(0), first));
                        },
                        Input.of(7, 1, 2, 1, 2),
                        Input.of(5, 1, 2, 1, 3));
        assertThat(run.output())
                .containsExactly(
                        -0.75f, -0.5f, -0.25f, 0f, -0.75f, -0.5f, -0.5f, -0.25f, 0f, 0.5f, -0.5f,
                        -0.25f, 0f, 0.25f);
        assertThat(run.gradients().get(0)).containsExactly(-1.5f, -1f, -0.75f, -0.25f);
        assertThat(run.gradients().get(1)).containsExactly(0.25f, -0.75f, -0.5f, -0.75f, 1f, 1.25f);
    }

    @Test
    void refusesOtherRows() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor a = builder.input("a", Shape.of(2, 3, 4));
        Tensor b = builder.input("b", Shape.of(3, 2, 4));
        assertThatThrownBy(() -> Concat.apply(builder, List.of(a, b)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a[2, 3, 4], b[3, 2, 4]");
        assertThatThrownBy(() -> Concat.apply(builder, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
