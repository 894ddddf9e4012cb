package dev.tornadovim.kernels.op.attention;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.engine.cpu.VectorMath;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.CpuLoops.Scratch;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * {@link StreamingAttention} forward with the Vector API. An iteration owns a few panels of queries of
 * one head and walks over all keys. Queries lie in the lanes: logits are {@code S[key, query] = K · Qᵀ}
 * and results {@code O[channel, query] = Vᵀ · P}, so keys and values are read as they lie in memory,
 * the softmax runs down the lanes without horizontal operations, and the running maximum, sum and
 * correction of a query are one lane of a vector. Logits are in units of log 2.
 */
final class StreamingForwardCpu implements CpuLoops.Body {

    /** Keys in a tile: its logits and the result stay in the first-level cache. */
    static final int TILE = 64;

    static final float LOG2_E = 1.44269504f;
    private static final double LN2 = 0.6931471805599453;

    private final HeadLayout heads;
    private final MemorySegment qkv;
    private final MemorySegment out;
    private final MemorySegment logSumExp;
    private final Panels queries;
    private final Chunks keys;

    private StreamingForwardCpu(CpuLoops loops, StreamingAttention op) {
        this.heads = op.heads();
        this.qkv = loops.segment(op.qkv());
        this.out = loops.segment(op.out());
        this.logSumExp = loops.segment(op.logSumExp());
        this.queries = Panels.of(heads);
        this.keys = new Chunks(heads.tokens(), TILE);
    }

    static void forward(CpuLoops loops, StreamingAttention op) {
        var body = new StreamingForwardCpu(loops, op);
        loops.parallel(body.queries.groups(), body);
    }

    @Override
    public void run(int index, Scratch scratch) {
        int d = heads.headDim();
        int length = HeadTiles.rowLength(d);
        int panels = queries.panels(index);
        int map = queries.map(index);
        float[] query = scratch.floats(0, panels * Panels.WIDTH * length);
        float[] rows = scratch.floats(1, TILE * length);
        float[] values = scratch.floats(2, TILE * length);
        float[] weights = scratch.floats(3, TILE * Panels.WIDTH);
        float[] result = scratch.floats(4, panels * Panels.WIDTH * length);
        float[] max = scratch.floats(5, panels * Panels.WIDTH);
        float[] sum = scratch.floats(6, panels * Panels.WIDTH);
        for (int p = 0; p < panels; p++) {
            loadQuery(index, p, query);
        }
        Arrays.fill(max, 0, panels * Panels.WIDTH, Float.NEGATIVE_INFINITY);
        Arrays.fill(sum, 0, panels * Panels.WIDTH, 0f);
        Arrays.fill(result, 0, panels * Panels.WIDTH * length, 0f);
        int stride = heads.qkvStride();
        for (int tile = 0; tile < keys.count(); tile++) {
            int tokens = keys.end(tile) - keys.start(tile);
            long key = heads.qkvAt(map, 1) + (long) keys.start(tile) * stride;
            HeadTiles.rows(qkv, key, stride, tokens, d, rows);
            HeadTiles.rows(qkv, key + heads.channels(), stride, tokens, d, values);
            for (int p = 0; p < panels; p++) {
                int vectors = queries.vectors(index, p);
                int width = vectors * Simd.LANES;
                int at = p * Panels.WIDTH * length;
                Arrays.fill(weights, 0, PanelProduct.padded(tokens) * width, 0f);
                PanelProduct.add(rows, length, 1, tokens, d, query, at, vectors, weights, 0);
                for (int j = 0; j < width; j += Simd.LANES) {
                    FloatVector correction =
                            softmax(weights, tokens, width, j, max, sum, p * Panels.WIDTH + j);
                    rescale(result, at + j, d, width, correction);
                }
                PanelProduct.add(values, 1, length, d, tokens, weights, 0, vectors, result, at);
            }
        }
        for (int p = 0; p < panels; p++) {
            finish(index, p, result, max, sum);
        }
    }

    private void loadQuery(int index, int p, float[] query) {
        int stride = heads.qkvStride();
        HeadTiles.panel(
                qkv,
                heads.qkvAt(queries.map(index), 0) + (long) queries.first(index, p) * stride,
                stride,
                queries.filled(index, p),
                heads.headDim(),
                heads.scale() * LOG2_E,
                queries.vectors(index, p) * Simd.LANES,
                query,
                p * Panels.WIDTH * HeadTiles.rowLength(heads.headDim()));
    }

    /**
     * Turns the logits of one vector of queries into weights relative to the running maximum.
     *
     * @return the factor that brings what was summed before to the new maximum
     */
    private static FloatVector softmax(
            float[] weights,
            int tokens,
            int width,
            int lane,
            float[] maxima,
            float[] sums,
            int at) {
        FloatVector old = HeadTiles.load(maxima, at);
        FloatVector max = old;
        for (int k = 0; k < tokens; k++) {
            max = max.max(HeadTiles.load(weights, k * width + lane));
        }
        FloatVector correction = VectorMath.exp2OfNegative(max.sub(old).neg());
        FloatVector sum = HeadTiles.load(sums, at).mul(correction);
        for (int k = 0; k < tokens; k++) {
            FloatVector below = max.sub(HeadTiles.load(weights, k * width + lane));
            FloatVector weight = VectorMath.exp2OfNegative(below.neg());
            weight.intoArray(weights, k * width + lane);
            sum = sum.add(weight);
        }
        max.intoArray(maxima, at);
        sum.intoArray(sums, at);
        return correction;
    }

    private static void rescale(
            float[] result, int at, int headDim, int width, FloatVector correction) {
        if (correction.compare(VectorOperators.EQ, 1f).allTrue()) {
            return;
        }
        for (int c = 0; c < headDim; c++) {
            HeadTiles.load(result, at + c * width)
                    .mul(correction)
                    .intoArray(result, at + c * width);
        }
    }

    private void finish(int index, int p, float[] result, float[] max, float[] sum) {
        int map = queries.map(index);
        int first = queries.first(index, p);
        int count = queries.filled(index, p);
        int at = p * Panels.WIDTH;
        long row = (long) map * heads.tokens() + first;
        for (int i = at; i < at + count; i++) {
            Simd.set(logSumExp, row + i - at, (float) (max[i] * LN2 + Math.log(sum[i])));
            sum[i] = 1 / sum[i];
        }
        HeadTiles.fromPanel(
                result,
                at * HeadTiles.rowLength(heads.headDim()),
                queries.vectors(index, p) * Simd.LANES,
                sum,
                at,
                out,
                heads.outAt(map) + (long) first * heads.channels(),
                heads.channels(),
                count,
                heads.headDim(),
                false);
    }
}
