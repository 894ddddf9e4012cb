package dev.tornadovim.kernels.op.attention;

import dev.tornadovim.kernels.engine.tornado.Grids;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * {@link Attention} with the online softmax (Milakov and Gimelshein, 2018; Dao et al.,
 * "FlashAttention", 2022): over the keys runs, for each query, the largest logit m, the sum of e^(s -
 * m) and the result relative to m, which are rescaled when m grows. Saves the result and the
 * log-sum-exp of each row for the backward pass, nothing of size tokens x tokens.
 *
 * <p>Gradient: {@code P = exp(S - logSumExp)} recomputed, {@code delta_i = dO_i · O_i} (which is {@code
 * rowsum(P dP)}), then as in {@link MaterialisedAttention}. One pass over queries gives dQ, one over
 * keys dK and dV, so every element has one owner: no atomics, the same bits in every run, for seven
 * products instead of five.
 *
 * <p>Variants on devices: {@code forward}, {@code backwardQuery} and {@code backwardKey} give a thread
 * one query or one key, for heads of any width; {@code forwardTile} shares keys and values in local
 * memory among 64 queries, for heads of 64 channels.
 *
 * @param qkv [batch, tokens, 3, heads, headDim], contiguous
 * @param heads where the heads lie
 * @param out [batch, tokens, heads, headDim]
 * @param logSumExp [batch, heads, tokens]
 */
record StreamingAttention(Tensor qkv, HeadLayout heads, Tensor out, Tensor logSumExp)
        implements Op {

    private static final int BACKWARD_PRODUCTS = 7;
    private static final int EXPONENTIAL_FLOPS = 10;

    /** Applies the op and returns its result. */
    static Tensor apply(ProgramBuilder builder, Tensor qkv, HeadLayout heads) {
        Tensor out = builder.activation("attention", heads.outShape());
        Tensor logSumExp = builder.activation("logSumExp", heads.rowShape());
        builder.apply(new StreamingAttention(qkv, heads, out, logSumExp));
        return out;
    }

    @Override
    public Operands operands() {
        return Operands.of("attention").in(qkv).out(out).saved(logSumExp);
    }

    private long softmaxFlops() {
        return (long) EXPONENTIAL_FLOPS * heads.maps() * heads.tokens() * heads.tokens();
    }

    @Override
    public void forward(Steps steps) {
        steps.forward(this)
                .flops(2 * heads.productFlops() + softmaxFlops())
                .cpu(loops -> StreamingForwardCpu.forward(loops, this))
                .tornado(this::forward)
                .add();
    }

    private void forward(TornadoTasks tasks) {
        if (heads.headDim() == StreamingTileKernels.HEAD_DIM) {
            int tiles = Math.ceilDiv(heads.tokens(), StreamingTileKernels.QUERIES);
            long groups = (long) tiles * heads.maps();
            int side = StreamingTileKernels.SIDE;
            StreamingTileLaunch.forwardTile(
                    tasks,
                    Grids.blocks(groups, 1, side, side),
                    qkv,
                    out,
                    logSumExp,
                    heads.tokens(),
                    heads.heads(),
                    heads.scale());
        } else {
            StreamingLaunch.forward(
                    tasks,
                    qkv,
                    out,
                    logSumExp,
                    heads.maps(),
                    heads.tokens(),
                    heads.heads(),
                    heads.headDim(),
                    heads.scale());
        }
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dOut = gradients.of(out);
        Target dQkv = gradients.into(qkv);
        Steps.Draft step =
                steps.backward(this)
                        .reads(qkv, out, logSumExp, dOut)
                        .accumulates(dQkv)
                        .flops(BACKWARD_PRODUCTS * heads.productFlops() + 2 * softmaxFlops());
        Tensor cpuDelta = step.cpuScratch("delta", logSumExp.size());
        Tensor delta = step.deviceScratch("delta", logSumExp.size());
        step.cpu(loops -> StreamingBackwardCpu.backward(loops, this, dOut, cpuDelta, dQkv))
                .tornado(tasks -> backward(tasks, dOut, delta, dQkv))
                .add();
    }

    private void backward(TornadoTasks tasks, Tensor dOut, Tensor delta, Target dQkv) {
        StreamingLaunch.deltas(
                tasks,
                out,
                dOut,
                delta,
                heads.maps(),
                heads.tokens(),
                heads.heads(),
                heads.headDim());
        StreamingLaunch.backwardQuery(
                tasks,
                qkv,
                logSumExp,
                dOut,
                delta,
                dQkv,
                heads.maps(),
                heads.tokens(),
                heads.heads(),
                heads.headDim(),
                heads.scale());
        StreamingLaunch.backwardKey(
                tasks,
                qkv,
                logSumExp,
                dOut,
                delta,
                dQkv,
                heads.maps(),
                heads.tokens(),
                heads.heads(),
                heads.headDim(),
                heads.scale());
    }
}
