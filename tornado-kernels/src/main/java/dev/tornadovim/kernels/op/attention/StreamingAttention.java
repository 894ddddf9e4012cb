package dev.tornadovim.kernels.op.attention;

import dev.tornadovim.kernels.engine.tornado.Grids;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * {@link Attention} with the online softmax (Milakov and Gimelshein, 2018; Dao et al.,
 * "FlashAttention", 2022): over the keys runs, for each query, the largest logit m, the sum of e^(s -
 * m) and the result relative to m, which are rescaled when m grows. Kept for the way back are the
 * result and the log-sum-exp of each row, nothing of size tokens x tokens.
 *
 * <p>Gradient: {@code P = exp(S - logSumExp)} again, {@code delta_i = dO_i · O_i} (which is {@code
 * rowsum(P dP)}), then as in {@link MaterialisedAttention}. One pass over queries gives dQ, one over
 * keys dK and dV, so every element has one owner: no atomics, the same bits in every run, for seven
 * products instead of five.
 *
 * <p>Variants on devices: {@code forward}, {@code queryGradient} and {@code keyGradient} give a thread
 * one query or one key, for heads of any width; {@code forwardTile} shares keys and values in local
 * memory among 64 queries, for heads of 64 channels.
 */
final class StreamingAttention implements Op {

    private static final int BACKWARD_PRODUCTS = 7;
    private static final int EXPONENTIAL_FLOPS = 10;

    private final HeadLayout heads;
    private final Tensor qkv;
    private final Tensor out;
    private final Tensor logSumExp;

    StreamingAttention(ProgramBuilder builder, Tensor qkv, HeadLayout heads) {
        this.heads = heads;
        this.qkv = qkv;
        this.out = builder.activation("attention", heads.outShape());
        this.logSumExp = builder.activation("logSumExp", heads.rowShape());
    }

    Tensor out() {
        return out;
    }

    @Override
    public String name() {
        return "attention";
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(qkv);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(out);
    }

    private long softmaxFlops() {
        return (long) EXPONENTIAL_FLOPS * heads.maps() * heads.tokens() * heads.tokens();
    }

    @Override
    public void forward(Steps steps) {
        steps.step(name())
                .reads(qkv)
                .writes(out, logSumExp)
                .cost(
                        Cost.of(
                                2 * heads.productFlops() + softmaxFlops(),
                                (long) qkv.size() + out.size() + logSumExp.size()))
                .cpu(loops -> StreamingForwardCpu.loops(loops, heads, qkv, out, logSumExp))
                .tornado(this::forwardTask)
                .add();
    }

    private void forwardTask(TornadoTasks tasks) {
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
                steps.step(name() + ".backward").reads(qkv, out, logSumExp, dOut).accumulates(dQkv);
        Tensor cpuDelta = step.cpuScratch("delta", logSumExp.size());
        Tensor delta = step.deviceScratch("delta", logSumExp.size());
        step.cost(
                        Cost.of(
                                BACKWARD_PRODUCTS * heads.productFlops() + 2 * softmaxFlops(),
                                2L * qkv.size() + 2L * out.size() + logSumExp.size()))
                .cpu(
                        loops ->
                                StreamingBackwardCpu.loops(
                                        loops, heads, qkv, out, logSumExp, dOut, cpuDelta, dQkv))
                .tornado(tasks -> backwardTasks(tasks, dOut, delta, dQkv))
                .add();
    }

    private void backwardTasks(TornadoTasks tasks, Tensor dOut, Tensor delta, Target dQkv) {
        StreamingLaunch.deltas(
                tasks,
                out,
                dOut,
                delta,
                heads.maps(),
                heads.tokens(),
                heads.heads(),
                heads.headDim());
        StreamingLaunch.queryGradient(
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
        StreamingLaunch.keyGradient(
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
