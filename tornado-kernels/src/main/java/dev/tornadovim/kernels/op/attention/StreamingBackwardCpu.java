package dev.tornadovim.kernels.op.attention;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.engine.cpu.VectorMath;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.CpuLoops.Scratch;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * {@link StreamingAttention} backward with the Vector API: weights are recomputed from the
 * log-sum-exp of their row. One loop has queries in the lanes and gives {@code dQ}, another has keys
 * in the lanes and gives {@code dK} and {@code dV}; each element of the gradient has one owner, at
 * the price of computing logits and {@code dP} twice.
 */
final class StreamingBackwardCpu {

    private static final int TILE = StreamingForwardCpu.TILE;
    private static final float LOG2_E = StreamingForwardCpu.LOG2_E;

    private final HeadLayout heads;
    private final Panels panels;
    private final Chunks tiles;
    private final MemorySegment qkv;
    private final MemorySegment out;
    private final MemorySegment logSumExp;
    private final MemorySegment dOut;
    private final MemorySegment delta;
    private final MemorySegment dQkv;
    private final boolean accumulate;
    private final int d;
    private final int length;
    private final int stride;

    private StreamingBackwardCpu(
            CpuLoops loops, StreamingAttention op, Tensor dOut, Tensor delta, Target dQkv) {
        this.heads = op.heads();
        this.panels = Panels.of(heads);
        this.tiles = new Chunks(heads.tokens(), TILE);
        this.qkv = loops.segment(op.qkv());
        this.out = loops.segment(op.out());
        this.logSumExp = loops.segment(op.logSumExp());
        this.dOut = loops.segment(dOut);
        this.delta = loops.segment(delta);
        this.dQkv = loops.segment(dQkv.tensor());
        this.accumulate = dQkv.accumulate();
        this.d = heads.headDim();
        this.length = HeadTiles.rowLength(d);
        this.stride = heads.qkvStride();
    }

    /** {@code delta} receives a value per query: the product of its result and its gradient. */
    static void backward(
            CpuLoops loops, StreamingAttention op, Tensor dOut, Tensor delta, Target dQkv) {
        var backward = new StreamingBackwardCpu(loops, op, dOut, delta, dQkv);
        loops.parallel(backward.heads.maps(), backward::deltas);
        loops.parallel(backward.panels.groups(), backward::queries);
        loops.parallel(backward.panels.groups(), backward::keys);
    }

    /** delta = dO · O of one map. */
    private void deltas(int map, Scratch scratch) {
        for (int token = 0; token < heads.tokens(); token++) {
            long at = heads.outAt(map) + (long) token * heads.channels();
            FloatVector sum = FloatVector.zero(Simd.SPECIES);
            for (int c = 0; c < d; c += Simd.LANES) {
                VectorMask<Float> mask = Simd.tail(c, d);
                sum = Simd.load(out, at + c, mask).fma(Simd.load(dOut, at + c, mask), sum);
            }
            Simd.set(delta, (long) map * heads.tokens() + token, Simd.sum(sum));
        }
    }

    /** dQ = scale dS · K for a group of panels of queries. */
    private void queries(int group, Scratch scratch) {
        int map = panels.map(group);
        int count = panels.panels(group);
        int size = Panels.WIDTH * length;
        float[] query = scratch.floats(0, count * size);
        float[] keyRows = scratch.floats(1, TILE * length);
        float[] valueRows = scratch.floats(2, TILE * length);
        float[] weights = scratch.floats(3, TILE * Panels.WIDTH);
        float[] result = scratch.floats(4, count * size);
        float[] sums = scratch.floats(5, count * Panels.WIDTH);
        float[] dots = scratch.floats(6, count * Panels.WIDTH);
        float[] dResult = scratch.floats(7, count * size);
        float[] dWeights = scratch.floats(8, TILE * Panels.WIDTH);
        float[] factors = scratch.floats(9, Panels.WIDTH);
        for (int p = 0; p < count; p++) {
            int filled = panels.filled(group, p);
            int width = panels.vectors(group, p) * Simd.LANES;
            int first = panels.first(group, p);
            long row = (long) map * heads.tokens() + first;
            panel(map, 0, first, filled, heads.scale() * LOG2_E, width, query, p * size);
            dOutPanel(map, first, filled, width, dResult, p * size);
            HeadTiles.values(logSumExp, row, filled, LOG2_E, width, sums, p * Panels.WIDTH);
            HeadTiles.values(delta, row, filled, 1f, width, dots, p * Panels.WIDTH);
        }
        Arrays.fill(result, 0, count * size, 0f);
        for (int tile = 0; tile < tiles.count(); tile++) {
            int tokens = tiles.end(tile) - tiles.start(tile);
            rows(map, 1, tile, keyRows);
            rows(map, 2, tile, valueRows);
            for (int p = 0; p < count; p++) {
                int vectors = panels.vectors(group, p);
                product(keyRows, tokens, query, p * size, vectors, weights);
                product(valueRows, tokens, dResult, p * size, vectors, dWeights);
                int width = vectors * Simd.LANES;
                for (int j = 0; j < width; j += Simd.LANES) {
                    int at = p * Panels.WIDTH + j;
                    FloatVector sum = HeadTiles.load(sums, at);
                    FloatVector dot = HeadTiles.load(dots, at);
                    for (int k = j; k < tokens * width; k += width) {
                        backwardLogits(weights, dWeights, k, sum, dot).intoArray(dWeights, k);
                    }
                }
                PanelProduct.add(
                        keyRows, 1, length, d, tokens, dWeights, 0, vectors, result, p * size);
            }
        }
        Arrays.fill(factors, 0, Panels.WIDTH, heads.scale());
        for (int p = 0; p < count; p++) {
            store(map, 0, group, p, result, factors);
        }
    }

    /** dK = scale dSᵀ · Q and dV = Pᵀ · dO for a group of panels of keys. */
    private void keys(int group, Scratch scratch) {
        int map = panels.map(group);
        int count = panels.panels(group);
        int size = Panels.WIDTH * length;
        float[] key = scratch.floats(0, count * size);
        float[] queryRows = scratch.floats(1, TILE * length);
        float[] dOutRows = scratch.floats(2, TILE * length);
        float[] weights = scratch.floats(3, TILE * Panels.WIDTH);
        float[] dKey = scratch.floats(4, count * size);
        float[] sums = scratch.floats(5, TILE);
        float[] dots = scratch.floats(6, TILE);
        float[] value = scratch.floats(7, count * size);
        float[] dWeights = scratch.floats(8, TILE * Panels.WIDTH);
        float[] factors = scratch.floats(9, Panels.WIDTH);
        float[] dValue = scratch.floats(10, count * size);
        for (int p = 0; p < count; p++) {
            int filled = panels.filled(group, p);
            int width = panels.vectors(group, p) * Simd.LANES;
            int first = panels.first(group, p);
            panel(map, 1, first, filled, heads.scale() * LOG2_E, width, key, p * size);
            panel(map, 2, first, filled, 1f, width, value, p * size);
        }
        Arrays.fill(dKey, 0, count * size, 0f);
        Arrays.fill(dValue, 0, count * size, 0f);
        for (int tile = 0; tile < tiles.count(); tile++) {
            int start = tiles.start(tile);
            int tokens = tiles.end(tile) - start;
            long row = (long) map * heads.tokens() + start;
            rows(map, 0, tile, queryRows);
            long at = heads.outAt(map) + (long) start * heads.channels();
            HeadTiles.rows(dOut, at, heads.channels(), tokens, d, dOutRows);
            HeadTiles.values(logSumExp, row, tokens, LOG2_E, tokens, sums, 0);
            HeadTiles.values(delta, row, tokens, 1f, tokens, dots, 0);
            for (int p = 0; p < count; p++) {
                int vectors = panels.vectors(group, p);
                int width = vectors * Simd.LANES;
                product(queryRows, tokens, key, p * size, vectors, weights);
                product(dOutRows, tokens, value, p * size, vectors, dWeights);
                for (int i = 0; i < tokens; i++) {
                    FloatVector sum = FloatVector.broadcast(Simd.SPECIES, sums[i]);
                    FloatVector dot = FloatVector.broadcast(Simd.SPECIES, dots[i]);
                    for (int k = i * width; k < (i + 1) * width; k += Simd.LANES) {
                        backwardLogits(weights, dWeights, k, sum, dot).intoArray(dWeights, k);
                    }
                }
                PanelProduct.add(
                        dOutRows, 1, length, d, tokens, weights, 0, vectors, dValue, p * size);
                PanelProduct.add(
                        queryRows, 1, length, d, tokens, dWeights, 0, vectors, dKey, p * size);
            }
        }
        for (int p = 0; p < count; p++) {
            Arrays.fill(factors, 0, Panels.WIDTH, heads.scale());
            store(map, 1, group, p, dKey, factors);
            Arrays.fill(factors, 0, Panels.WIDTH, 1f);
            store(map, 2, group, p, dValue, factors);
        }
    }

    /** Replaces a vector of logits by its weights P and returns dS = P (dP - delta). */
    private static FloatVector backwardLogits(
            float[] weights, float[] dWeights, int at, FloatVector sum, FloatVector dot) {
        // Logits exceed the log-sum-exp by rounding at most; the sign is forced for exp2OfNegative.
        FloatVector below = HeadTiles.load(weights, at).sub(sum).abs().neg();
        FloatVector weight = VectorMath.exp2OfNegative(below);
        weight.intoArray(weights, at);
        return weight.mul(HeadTiles.load(dWeights, at).sub(dot));
    }

    /** to = rows · panel. */
    private void product(float[] rows, int tokens, float[] panel, int at, int vectors, float[] to) {
        Arrays.fill(to, 0, PanelProduct.padded(tokens) * vectors * Simd.LANES, 0f);
        PanelProduct.add(rows, length, 1, tokens, d, panel, at, vectors, to, 0);
    }

    private void rows(int map, int part, int tile, float[] to) {
        long at = heads.qkvAt(map, part) + (long) tiles.start(tile) * stride;
        HeadTiles.rows(qkv, at, stride, tiles.end(tile) - tiles.start(tile), d, to);
    }

    private void panel(
            int map, int part, int first, int count, float factor, int width, float[] to, int at) {
        long from = heads.qkvAt(map, part) + (long) first * stride;
        HeadTiles.panel(qkv, from, stride, count, d, factor, width, to, at);
    }

    private void dOutPanel(int map, int first, int count, int width, float[] to, int at) {
        long from = heads.outAt(map) + (long) first * heads.channels();
        HeadTiles.panel(dOut, from, heads.channels(), count, d, 1f, width, to, at);
    }

    private void store(int map, int part, int group, int p, float[] panel, float[] factors) {
        HeadTiles.fromPanel(
                panel,
                p * Panels.WIDTH * length,
                panels.vectors(group, p) * Simd.LANES,
                factors,
                0,
                dQkv,
                heads.qkvAt(map, part) + (long) panels.first(group, p) * stride,
                stride,
                panels.filled(group, p),
                d,
                accumulate);
    }
}
