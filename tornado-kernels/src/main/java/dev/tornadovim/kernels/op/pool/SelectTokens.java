package dev.tornadovim.kernels.op.pool;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * The mean of chosen tokens, {@code y[b] = 1/n sum_k x[b, positions[k]]}: one for a class token in
 * the middle or at the head, two for the double class token. The gradient of all other tokens is
 * zero, and is written as such.
 *
 * @param x [batch, tokens, channels], contiguous
 * @param positions the tokens, at least one
 * @param y [batch, channels]
 */
public record SelectTokens(Tensor x, int[] positions, Tensor y) implements Op {

    /** Copies the array. */
    public SelectTokens {
        positions = positions.clone();
    }

    /**
     * Applies the op.
     *
     * @param x [batch, tokens, channels], contiguous
     * @param positions the tokens, at least one
     * @return [batch, channels]
     * @throws IllegalArgumentException where x has another rank or is not contiguous, or positions
     *     are none, repeat or lie outside
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, int[] positions) {
        Require.rank("selectTokens", x, 3, "[batch, tokens, channels]");
        Require.contiguous("selectTokens", x);
        Require.tokens("selectTokens", positions, x.dim(1));
        if (positions.length == 0) {
            throw new IllegalArgumentException("selectTokens: no token is named");
        }
        Tensor y = builder.activation("selected", Shape.of(x.dim(0), x.dim(2)));
        builder.apply(new SelectTokens(x, positions, y));
        return y;
    }

    @Override
    public Operands operands() {
        return Operands.of("selectTokens").in(x).out(y);
    }

    /** One over the number of tokens. */
    float factor() {
        return 1f / positions.length;
    }

    @Override
    public void forward(Steps steps) {
        long read = (long) positions.length * y.size();
        steps.forward(this)
                .cost(Cost.of(read, read + y.size()))
                .cpu(loops -> SelectTokensCpu.forward(loops, this))
                .tornado(this::launchForward)
                .add();
    }

    private void launchForward(TornadoTasks tasks) {
        for (int k = 0; k < positions.length; k++) {
            SelectTokensLaunch.forward(
                    tasks,
                    x,
                    new Target(y, k > 0),
                    x.dim(0),
                    x.dim(1),
                    x.dim(2),
                    positions[k],
                    factor());
        }
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        Target dx = gradients.into(x);
        steps.backward(this)
                .reads(dy)
                .accumulates(dx)
                .cost(Cost.of(y.size(), dx.accumulate() ? 3L * y.size() : x.size()))
                .cpu(loops -> SelectTokensCpu.backward(loops, this, dy, dx))
                .tornado(tasks -> launchBackward(tasks, dy, dx))
                .add();
    }

    private void launchBackward(TornadoTasks tasks, Tensor dy, Target target) {
        Tensor dx = target.tensor();
        if (!target.accumulate()) {
            SelectTokensLaunch.clearTokens(tasks, dx, dx.size());
        }
        for (int position : positions) {
            SelectTokensLaunch.backward(
                    tasks, dy, dx, x.dim(0), x.dim(1), x.dim(2), position, factor());
        }
    }
}
