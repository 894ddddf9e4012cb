package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * The selective scan of Mamba (Gu and Dao, "Mamba", 2023, algorithm 2; state-spaces/mamba, {@code
 * selective_scan_ref}), for each direction d, sample, channel e and its states n:
 *
 * <pre>
 * delta_t = softplus(raw_t + bias_e)         A = -exp(A_log)
 * h_t[n]  = exp(delta_t A[e,n]) h_(t-1)[n] + delta_t B_t[n] u_t
 * y_t     = (sum_n C_t[n] h_t[n] + D_e u_t) silu(z_t)
 * </pre>
 *
 * Time runs over {@link Direction}; every direction's values lie at their token. All gradients are
 * computed, A_log's included. Nothing of size tokens x channels x states is kept: the forward pass
 * leaves the states at the borders of chunks of tokens (a quarter of the size of u or so, which saves
 * the way back a third pass over the tokens), and the gradient computes the states of one chunk
 * again. Sums over channels, samples and chunks are added in a fixed order.
 *
 * <p>Variants: CPU ({@link SelectiveScanCpu}): channels in lanes, sequential in time; 3.4 G state
 * updates/s forward and 1.1 backward on 2 cores (AMD EPYC, Zen 4). TornadoVM ({@link
 * SelectiveScanKernels}): chunks at the same time, in three passes: state at the end of each chunk from
 * zero; scan over chunks (the product of a chunk's decays is {@code exp(A sum delta)}, so one sum a
 * channel is all that the chunk has to leave); application. Or one pass over all chunks, see {@link
 * ScanShape#onePass}. Median kernel times on an H100, fp32, one direction of 384 channels and 16 states,
 * with those of the official CUDA kernel:
 *
 * <pre>
 * batch  tokens  forward ms  official  backward ms  official
 *    64     197       0.186     0.202        0.720     0.632
 *     8    6085       0.537     0.749        2.966     2.354
 *     1    6085       0.123     0.099        0.377     0.378
 * </pre>
 */
public final class SelectiveScan implements Op {

    /**
     * What goes in.
     *
     * @param directions one to four
     * @param u [directions, batch, tokens, channels], contiguous
     * @param delta of the shape of u, before bias and softplus, contiguous
     * @param b [directions, batch, tokens, states], may be a range of columns
     * @param c of the shape of b, may be a range of columns
     * @param z gate [batch, tokens, channels], shared by the directions, may be a range of columns;
     *     null for no gate
     * @param aLogs of each direction, [channels, states]
     * @param ds of each direction, [channels]
     * @param deltaBiases of each direction, [channels]
     */
    public record Inputs(
            List<Direction> directions,
            Tensor u,
            Tensor delta,
            Tensor b,
            Tensor c,
            Tensor z,
            List<Tensor> aLogs,
            List<Tensor> ds,
            List<Tensor> deltaBiases) {

        /** Copies the lists. */
        public Inputs {
            directions = List.copyOf(directions);
            aLogs = List.copyOf(aLogs);
            ds = List.copyOf(ds);
            deltaBiases = List.copyOf(deltaBiases);
        }
    }

    private final Inputs in;
    private final ScanShape shape;
    private final Tensor parameters;

    /** States at the borders of chunks, for the way back; null where there is none. */
    private final Tensor states;

    private final Tensor y;

    private SelectiveScan(ProgramBuilder builder, Inputs in, ScanShape shape) {
        this.in = in;
        this.shape = shape;
        int rows = shape.directions() * (shape.states() + 2);
        parameters = builder.activation("scan.parameters", Shape.of(rows, shape.channels()));
        states =
                builder.training()
                        ? builder.activation(
                                "scan.states",
                                Shape.of(
                                        shape.sequences(),
                                        shape.cpuChunks(),
                                        shape.states(),
                                        shape.channels()))
                        : null;
        y = builder.activation("scan", in.u().shape());
    }

    /** Applies the op; the result has the shape of u. */
    public static Tensor apply(ProgramBuilder builder, Inputs inputs) {
        return apply(builder, inputs, ScanShape.of(inputs));
    }

    /** Applies the op with a choice of its own of how a device works on it. */
    static Tensor apply(ProgramBuilder builder, Inputs inputs, ScanShape shape) {
        SelectiveScan op = new SelectiveScan(builder, inputs, shape);
        builder.apply(op);
        return op.y;
    }

    @Override
    public String name() {
        return "scan";
    }

    @Override
    public List<Tensor> inputs() {
        List<Tensor> inputs = new ArrayList<>(List.of(in.u(), in.delta(), in.b(), in.c()));
        if (in.z() != null) {
            inputs.add(in.z());
        }
        inputs.addAll(in.aLogs());
        inputs.addAll(in.ds());
        inputs.addAll(in.deltaBiases());
        return inputs;
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    /** Floats of the inputs and the result that depend on the token. */
    private long moved() {
        long gate = in.z() == null ? 0 : in.z().size();
        return 3L * y.size() + in.b().size() + in.c().size() + gate;
    }

    @Override
    public void forward(Steps steps) {
        steps.step(name() + ".parameters")
                .reads(in.aLogs().toArray(Tensor[]::new))
                .reads(in.ds().toArray(Tensor[]::new))
                .reads(in.deltaBiases().toArray(Tensor[]::new))
                .writes(parameters)
                .cost(Cost.of(parameters.size(), 2L * parameters.size()))
                .cpu(loops -> SelectiveScanCpu.pack(loops, shape, in, parameters))
                .tornado(tasks -> SelectiveScanTasks.pack(tasks, shape, in, parameters))
                .add();
        Steps.Draft draft =
                steps.step(name())
                        .reads(in.u(), in.delta(), in.b(), in.c(), in.z(), parameters)
                        .writes(y);
        if (states != null) {
            draft.writes(states);
        }
        var space = SelectiveScanTasks.Space.of(draft, shape, states);
        // 9 operations a state update; D skip and gate, 2 and 4 an element
        draft.cost(Cost.of(9 * shape.updates() + 6L * y.size(), moved() + parameters.size()))
                .cpu(loops -> SelectiveScanCpu.forward(loops, shape, in, parameters, states, y))
                .tornado(
                        tasks ->
                                SelectiveScanTasks.forward(
                                        tasks, shape, in, parameters, space, states != null, y))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        ScanGradient gradient = ScanGradient.of(gradients, in, parameters, states, y);
        Steps.Draft draft = steps.step(name() + ".backward").reads(gradient.reads());
        gradient.targets().forEach(draft::accumulates);
        Tensor bcParts = draft.cpuScratch("bcParts", SelectiveScanGradientCpu.bcParts(shape));
        Tensor parts = draft.cpuScratch("parts", SelectiveScanGradientCpu.parameterParts(shape));
        var space = ScanGradientTasks.space(draft, shape, gradient);
        // the forward recurrence again, and twice as much for its adjoint
        draft.cost(Cost.of(27 * shape.updates() + 16L * y.size(), 2 * moved()))
                .cpu(
                        loops ->
                                SelectiveScanGradientCpu.backward(
                                        loops, shape, gradient, bcParts, parts))
                .tornado(tasks -> ScanGradientTasks.backward(tasks, shape, gradient, space))
                .add();
    }
}
