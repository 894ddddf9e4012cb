package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

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
 * computed, A_log's included. Nothing of size tokens x channels x states is saved: the forward pass
 * saves the states at the borders of chunks of tokens (about a quarter of the size of u, which spares
 * the backward pass a third pass over the tokens), and the backward pass recomputes the states of one
 * chunk at a time. Sums over channels, samples and chunks are added in a fixed order.
 *
 * <p>Variants: CPU ({@link SelectiveScanCpu}): channels in lanes, sequential in time; 3.4 G state
 * updates/s forward and 1.1 backward on 2 cores (AMD EPYC, Zen 4). TornadoVM ({@link
 * SelectiveScanKernels}): chunks at the same time, in three passes: state at the end of each chunk from
 * zero; scan over chunks (the product of a chunk's decays is {@code exp(A sum delta)}, so one sum per
 * channel is all that a chunk has to leave); application. Or one pass over all chunks, see {@link
 * ScanShape#onePass}. Median kernel times on an H100, fp32, one direction of 384 channels and 16 states,
 * with those of the official CUDA kernel:
 *
 * <pre>
 * batch  tokens  forward ms  official  backward ms  official
 *    64     197       0.186     0.202        0.720     0.632
 *     8    6085       0.537     0.749        2.966     2.354
 *     1    6085       0.123     0.099        0.377     0.378
 * </pre>
 *
 * @param in inputs and parameters
 * @param shape their sizes
 * @param y the shape of u
 * @param parameters A, D and delta bias in the layout of the kernels, [directions * (states + 2),
 *     channels]
 * @param states at the borders of chunks for the backward pass, [sequences, chunks, states, channels];
 *     null outside training
 */
public record SelectiveScan(Inputs in, ScanShape shape, Tensor y, Tensor parameters, Tensor states)
        implements Op {

    /**
     * Inputs and parameters.
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

    /**
     * Applies the op.
     *
     * @return the shape of u
     * @throws IllegalArgumentException where shapes or numbers of directions do not match, or a tensor
     *     is not contiguous that must be
     */
    public static Tensor apply(ProgramBuilder builder, Inputs inputs) {
        return apply(builder, inputs, ScanShape.of(inputs));
    }

    /** Applies the op with a choice of its own of how a device works on it. */
    static Tensor apply(ProgramBuilder builder, Inputs in, ScanShape shape) {
        int rows = shape.directions() * (shape.states() + 2);
        Shape borders =
                Shape.of(shape.sequences(), shape.cpuChunks(), shape.states(), shape.channels());
        Tensor parameters = builder.activation("scan.parameters", Shape.of(rows, shape.channels()));
        Tensor states = builder.training() ? builder.activation("scan.states", borders) : null;
        Tensor y = builder.activation("scan", in.u().shape());
        builder.apply(new SelectiveScan(in, shape, y, parameters, states));
        return y;
    }

    @Override
    public Operands operands() {
        return Operands.of("scan")
                .in(in.u(), in.delta(), in.b(), in.c(), in.z())
                .in(in.aLogs())
                .in(in.ds())
                .in(in.deltaBiases())
                .out(y)
                .saved(parameters, states);
    }

    @Override
    public void forward(Steps steps) {
        steps.step(name() + ".parameters")
                .reads(in.aLogs().toArray(Tensor[]::new))
                .reads(in.ds().toArray(Tensor[]::new))
                .reads(in.deltaBiases().toArray(Tensor[]::new))
                .writes(parameters)
                .flops(parameters.size())
                .cpu(loops -> SelectiveScanCpu.pack(loops, this))
                .tornado(tasks -> SelectiveScanTasks.pack(tasks, this))
                .add();
        Steps.Draft step =
                steps.step(name())
                        .reads(in.u(), in.delta(), in.b(), in.c(), in.z(), parameters)
                        .writes(y, states);
        var space = SelectiveScanTasks.Space.of(step, this);
        // 9 operations per state update; D skip and gate, 2 and 4 per element
        step.flops(9 * shape.updates() + 6L * y.size())
                .cpu(loops -> SelectiveScanCpu.forward(loops, this))
                .tornado(tasks -> SelectiveScanTasks.forward(tasks, this, space))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        ScanBackward back = ScanBackward.of(gradients, this);
        Steps.Draft step = steps.backward(this).reads(back.reads());
        back.targets().forEach(step::accumulates);
        Tensor bcParts = step.cpuScratch("bcParts", SelectiveScanBackwardCpu.bcParts(shape));
        Tensor parts = step.cpuScratch("parts", SelectiveScanBackwardCpu.parameterParts(shape));
        var space = ScanBackwardTasks.Space.of(step, back);
        // the forward recurrence again, and twice as much for its adjoint
        step.flops(27 * shape.updates() + 16L * y.size())
                .cpu(loops -> SelectiveScanBackwardCpu.backward(loops, back, bcParts, parts))
                .tornado(tasks -> ScanBackwardTasks.backward(tasks, back, space))
                .add();
    }
}
