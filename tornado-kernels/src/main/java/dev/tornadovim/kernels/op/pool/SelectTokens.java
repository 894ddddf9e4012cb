package dev.tornadovim.kernels.op.pool;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * The mean of chosen tokens, {@code y[b] = 1/n sum_k x[b, positions[k]]}: one for a class token in
 * the middle or at the head, two for the double class token. The gradient of all other tokens is
 * zero, and is written as such.
 */
public final class SelectTokens implements Op {

    private final Tensor x;
    private final int[] positions;
    private final Tensor y;

    private SelectTokens(ProgramBuilder builder, Tensor x, int[] positions) {
        this.x = x;
        this.positions = positions.clone();
        y = builder.activation("selected", Shape.of(x.dim(0), x.dim(2)));
    }

    /**
     * Applies the op.
     *
     * @param x [batch, tokens, channels], contiguous
     * @param positions the tokens, at least one
     * @return [batch, channels]
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, int[] positions) {
        Require.rank("selectTokens", x, 3, "[batch, tokens, channels]");
        Require.contiguous("selectTokens", x);
        Require.tokens("selectTokens", positions, x.dim(1));
        if (positions.length == 0) {
            throw new IllegalArgumentException("selectTokens: no token is named");
        }
        SelectTokens op = new SelectTokens(builder, x, positions);
        builder.apply(op);
        return op.y;
    }

    @Override
    public String name() {
        return "selectTokens";
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(x);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public void forward(Steps steps) {
        long read = (long) positions.length * y.size();
        steps.step(name())
                .reads(x)
                .writes(y)
                .cost(Cost.of(read, read + y.size()))
                .cpu(loops -> SelectTokensCpu.select(loops, x, positions, y))
                .tornado(this::selectTasks)
                .add();
    }

    private void selectTasks(TornadoTasks tasks) {
        for (int k = 0; k < positions.length; k++) {
            SelectTokensLaunch.selectToken(
                    tasks,
                    x,
                    new Target(y, k > 0),
                    x.dim(0),
                    x.dim(1),
                    x.dim(2),
                    positions[k],
                    1f / positions.length);
        }
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        Target target = gradients.into(x);
        Tensor dx = target.tensor();
        steps.step(name() + ".backward")
                .reads(dy)
                .accumulates(target)
                .cost(Cost.of(dy.size(), (target.accumulate() ? 3L * dy.size() : dx.size())))
                .cpu(loops -> SelectTokensCpu.gradient(loops, dy, positions, target))
                .tornado(tasks -> gradientTasks(tasks, dy, target))
                .add();
    }

    private void gradientTasks(TornadoTasks tasks, Tensor dy, Target target) {
        Tensor dx = target.tensor();
        if (!target.accumulate()) {
            SelectTokensLaunch.clearTokens(tasks, dx, dx.size());
        }
        for (int k = 0; k < positions.length; k++) {
            SelectTokensLaunch.gradient(
                    tasks,
                    dy,
                    dx,
                    dx.dim(0),
                    dx.dim(1),
                    dx.dim(2),
                    positions[k],
                    1f / positions.length);
        }
    }
}
