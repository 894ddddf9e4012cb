package dev.tornadovim.kernels.op.attention;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.engine.cpu.VectorMath;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** {@link MaterialisedAttention} with the Vector API: products by tiles, softmax row by row. */
final class MaterialisedCpu {

    private static final int TILE = 64;

    private MaterialisedCpu() {}

    /**
     * The channels of one head of one part of a tensor.
     *
     * @param data the tensor
     * @param stride floats from one token to the next
     * @param part 0, 1, 2 for q, k, v of a tensor that has them, 0 of one that has a single part
     */
    record Part(MemorySegment data, int stride, int part) {
        static Part of(CpuLoops loops, Tensor tensor, int part) {
            return new Part(loops.segment(tensor), tensor.columns(), part);
        }

        long at(HeadLayout heads, int map, int token) {
            long row = (long) (map / heads.heads()) * heads.tokens() + token;
            return row * stride
                    + (long) part * heads.channels()
                    + (long) (map % heads.heads()) * heads.headDim();
        }
    }

    /** {@code to[i, j] = factor * left_i · right_j} for every map. */
    static void scores(
            CpuLoops loops, HeadLayout heads, Part left, Part right, float factor, Tensor to) {
        MemorySegment maps = loops.segment(to);
        Panels panels = Panels.of(heads);
        Chunks tiles = new Chunks(heads.tokens(), TILE);
        int d = heads.headDim();
        int length = HeadTiles.rowLength(d);
        loops.parallel(
                panels.groups(),
                (group, scratch) -> {
                    float[] panel = scratch.floats(0, Panels.WIDTH * length);
                    float[] rows = scratch.floats(1, TILE * length);
                    float[] tile = scratch.floats(2, TILE * Panels.WIDTH);
                    int map = panels.map(group);
                    for (int p = 0; p < panels.panels(group); p++) {
                        int first = panels.first(group, p);
                        int filled = panels.filled(group, p);
                        int vectors = panels.vectors(group, p);
                        int width = vectors * Simd.LANES;
                        HeadTiles.panel(
                                right.data,
                                right.at(heads, map, first),
                                right.stride,
                                filled,
                                d,
                                factor,
                                width,
                                panel,
                                0);
                        for (int t = 0; t < tiles.count(); t++) {
                            int start = tiles.start(t);
                            int count = tiles.end(t) - start;
                            long at = left.at(heads, map, start);
                            HeadTiles.rows(left.data, at, left.stride, count, d, rows);
                            Arrays.fill(tile, 0, PanelProduct.padded(count) * width, 0f);
                            PanelProduct.add(rows, length, 1, count, d, panel, 0, vectors, tile, 0);
                            long target = ((long) map * heads.tokens() + start) * heads.tokens();
                            store(
                                    tile,
                                    width,
                                    count,
                                    filled,
                                    maps,
                                    target + first,
                                    heads.tokens(),
                                    false);
                        }
                    }
                });
    }

    /**
     * {@code into_i = sum over j of map[i, j] x_j} for every map, or with {@code map[j, i]} where
     * {@code transposed}.
     */
    static void mapTimes(
            CpuLoops loops,
            HeadLayout heads,
            Tensor mapTensor,
            boolean transposed,
            Part x,
            Part into,
            boolean accumulate) {
        MemorySegment maps = loops.segment(mapTensor);
        Chunks tiles = new Chunks(heads.tokens(), TILE);
        int tokens = heads.tokens();
        int d = heads.headDim();
        // Channels in parts of at most a panel's width, as even as whole vectors allow.
        int vectors = Math.ceilDiv(d, Simd.LANES);
        int vectorsEach = Math.ceilDiv(vectors, Math.ceilDiv(vectors, PanelProduct.VECTORS));
        Chunks parts = new Chunks(d, vectorsEach * Simd.LANES);
        loops.parallel(
                heads.maps() * tiles.count(),
                (index, scratch) -> {
                    int map = index / tiles.count();
                    int start = tiles.start(index % tiles.count());
                    int count = tiles.end(index % tiles.count()) - start;
                    float[] tile = scratch.floats(0, TILE * TILE);
                    float[] rows = scratch.floats(1, TILE * parts.chunk());
                    float[] sums = scratch.floats(2, parts.count() * TILE * parts.chunk());
                    Arrays.fill(sums, 0f);
                    for (int t = 0; t < tiles.count(); t++) {
                        int other = tiles.start(t);
                        int depth = tiles.end(t) - other;
                        int row = transposed ? other : start;
                        int columns = transposed ? count : depth;
                        int pitch = HeadTiles.rowLength(columns);
                        long at = ((long) map * tokens + row) * tokens;
                        HeadTiles.rows(
                                maps,
                                at + (transposed ? start : other),
                                tokens,
                                transposed ? depth : count,
                                columns,
                                tile);
                        for (int p = 0; p < parts.count(); p++) {
                            int width = parts.end(p) - parts.start(p);
                            long from = x.at(heads, map, other) + parts.start(p);
                            HeadTiles.rows(x.data, from, x.stride, depth, width, rows);
                            PanelProduct.add(
                                    tile,
                                    transposed ? 1 : pitch,
                                    transposed ? pitch : 1,
                                    count,
                                    depth,
                                    rows,
                                    0,
                                    Math.ceilDiv(width, Simd.LANES),
                                    sums,
                                    p * TILE * parts.chunk());
                        }
                    }
                    storeParts(sums, parts, count, into, into.at(heads, map, start), accumulate);
                });
    }

    private static void storeParts(
            float[] sums, Chunks parts, int count, Part into, long at, boolean accumulate) {
        for (int p = 0; p < parts.count(); p++) {
            int width = parts.end(p) - parts.start(p);
            int length = HeadTiles.rowLength(width);
            for (int i = 0; i < count; i++) {
                storeRow(
                        sums,
                        p * TILE * parts.chunk() + i * length,
                        width,
                        into.data,
                        at + (long) i * into.stride + parts.start(p),
                        accumulate);
            }
        }
    }

    private static void store(
            float[] tile,
            int width,
            int count,
            int filled,
            MemorySegment to,
            long at,
            int stride,
            boolean accumulate) {
        for (int i = 0; i < count; i++) {
            storeRow(tile, i * width, filled, to, at + (long) i * stride, accumulate);
        }
    }

    private static void storeRow(
            float[] from, int fromAt, int columns, MemorySegment to, long at, boolean accumulate) {
        for (int c = 0; c < columns; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, columns);
            FloatVector value = HeadTiles.load(from, fromAt + c);
            Simd.store(
                    accumulate ? value.add(Simd.load(to, at + c, mask)) : value, to, at + c, mask);
        }
    }

    /** Each row of {@code weights} is the softmax of that of {@code logits}. */
    static void softmax(CpuLoops loops, MaterialisedAttention op) {
        MemorySegment from = loops.segment(op.logits());
        MemorySegment to = loops.segment(op.weights());
        int columns = op.logits().columns();
        Chunks chunks = Chunks.ofRows(op.logits().rows(), columns);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    for (int row = chunks.start(index); row < chunks.end(index); row++) {
                        softmaxRow(from, to, (long) row * columns, columns);
                    }
                });
    }

    private static void softmaxRow(MemorySegment from, MemorySegment to, long at, int columns) {
        FloatVector maxima = FloatVector.broadcast(Simd.SPECIES, Float.NEGATIVE_INFINITY);
        for (int c = 0; c < columns; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, columns);
            maxima = maxima.lanewise(VectorOperators.MAX, Simd.load(from, at + c, mask), mask);
        }
        float max = maxima.reduceLanes(VectorOperators.MAX);
        FloatVector sums = FloatVector.zero(Simd.SPECIES);
        for (int c = 0; c < columns; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, columns);
            FloatVector weight = VectorMath.exp(Simd.load(from, at + c, mask).sub(max));
            sums = sums.add(weight, mask);
            Simd.store(weight, to, at + c, mask);
        }
        float factor = 1 / Simd.sum(sums);
        for (int c = 0; c < columns; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, columns);
            Simd.store(Simd.load(to, at + c, mask).mul(factor), to, at + c, mask);
        }
    }

    /** dS = scale P (dP - sum of P dP over the row), in the place of dP. */
    static void backwardLogits(CpuLoops loops, MaterialisedAttention op, Tensor dMap) {
        MemorySegment p = loops.segment(op.weights());
        MemorySegment dp = loops.segment(dMap);
        float scale = op.heads().scale();
        int columns = op.weights().columns();
        Chunks chunks = Chunks.ofRows(op.weights().rows(), columns);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    for (int row = chunks.start(index); row < chunks.end(index); row++) {
                        backwardLogitsOfRow(p, dp, (long) row * columns, columns, scale);
                    }
                });
    }

    private static void backwardLogitsOfRow(
            MemorySegment p, MemorySegment dp, long at, int columns, float scale) {
        FloatVector dots = FloatVector.zero(Simd.SPECIES);
        for (int c = 0; c < columns; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, columns);
            dots = Simd.load(p, at + c, mask).fma(Simd.load(dp, at + c, mask), dots);
        }
        float dot = Simd.sum(dots);
        for (int c = 0; c < columns; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, columns);
            FloatVector weight = Simd.load(p, at + c, mask).mul(scale);
            Simd.store(weight.mul(Simd.load(dp, at + c, mask).sub(dot)), dp, at + c, mask);
        }
    }
}
