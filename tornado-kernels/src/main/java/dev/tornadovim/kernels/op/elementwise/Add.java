package dev.tornadovim.kernels.op.elementwise;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/** {@code y = a + b}. Its gradient is passed on to both terms, without a copy where possible. */
public final class Add implements Op {

    private final Tensor a;
    private final Tensor b;
    private final Tensor y;

    private Add(Tensor a, Tensor b, Tensor y) {
        this.a = a;
        this.b = b;
        this.y = y;
    }

    /**
     * Applies the op.
     *
     * @param a of any shape, contiguous
     * @param b of the same shape, contiguous
     * @return the sum, of the same shape
     */
    public static Tensor apply(ProgramBuilder builder, Tensor a, Tensor b) {
        Require.shape("add", b, a.shape());
        Require.contiguous("add", a, b);
        Tensor y = builder.activation("add", a.shape());
        builder.apply(new Add(a, b, y));
        return y;
    }

    @Override
    public String name() {
        return "add";
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(a, b);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public void forward(Steps steps) {
        steps.step(name())
                .reads(a, b)
                .writes(y)
                .cost(Cost.of(y.size(), 3L * y.size()))
                .cpu(loops -> ArithmeticCpu.add(loops, a, b, y))
                .tornado(tasks -> ArithmeticLaunch.addTensors(tasks, a, b, y, y.size()))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        for (Tensor term : inputs()) {
            if (gradients.wanted(term) && !gradients.share(term, dy)) {
                Scale.contribute(steps, name() + ".backward", dy, gradients.into(term));
            }
        }
    }
}
