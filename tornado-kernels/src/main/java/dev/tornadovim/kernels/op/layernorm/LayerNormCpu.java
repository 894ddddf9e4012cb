package dev.tornadovim.kernels.op.layernorm;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/**
 * {@link LayerNorm} with the Vector API: three passes over a row, which stays in the first-level
 * cache. The variance is the mean square of the differences, so no digits cancel.
 */
final class LayerNormCpu {

    private LayerNormCpu() {}

    static void forward(CpuLoops loops, LayerNorm op) {
        MemorySegment x = loops.segment(op.x());
        MemorySegment weight = loops.segment(op.weight());
        MemorySegment bias = loops.segment(op.bias());
        MemorySegment y = loops.segment(op.y());
        MemorySegment means = loops.segment(op.mean());
        MemorySegment rstds = loops.segment(op.rstd());
        int columns = op.x().columns();
        Chunks chunks = Chunks.ofRows(op.x().rows(), columns);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    for (int row = chunks.start(index); row < chunks.end(index); row++) {
                        long at = (long) row * columns;
                        float mean = sum(x, at, columns) / columns;
                        float variance = squares(x, at, columns, mean) / columns;
                        float rstd = (float) (1 / Math.sqrt(variance + op.eps()));
                        for (int c = 0; c < columns; c += Simd.LANES) {
                            VectorMask<Float> mask = Simd.tail(c, columns);
                            FloatVector n = Simd.load(x, at + c, mask).sub(mean).mul(rstd);
                            FloatVector value =
                                    n.fma(Simd.load(weight, c, mask), Simd.load(bias, c, mask));
                            Simd.store(value, y, at + c, mask);
                        }
                        Simd.set(means, row, mean);
                        Simd.set(rstds, row, rstd);
                    }
                });
    }

    private static float sum(MemorySegment x, long at, int columns) {
        FloatVector sum = FloatVector.zero(Simd.SPECIES);
        for (int c = 0; c < columns; c += Simd.LANES) {
            sum = sum.add(Simd.load(x, at + c, Simd.tail(c, columns)));
        }
        return Simd.sum(sum);
    }

    private static float squares(MemorySegment x, long at, int columns, float mean) {
        FloatVector sum = FloatVector.zero(Simd.SPECIES);
        for (int c = 0; c < columns; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, columns);
            FloatVector difference = Simd.load(x, at + c, mask).sub(mean);
            sum = sum.add(difference.mul(difference), mask);
        }
        return Simd.sum(sum);
    }

    static void backwardInput(CpuLoops loops, LayerNorm op, Tensor dyTensor, Target dxTarget) {
        MemorySegment x = loops.segment(op.x());
        MemorySegment weight = loops.segment(op.weight());
        MemorySegment means = loops.segment(op.mean());
        MemorySegment rstds = loops.segment(op.rstd());
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment dx = loops.segment(dxTarget.tensor());
        boolean accumulate = dxTarget.accumulate();
        int columns = op.x().columns();
        Chunks chunks = Chunks.ofRows(op.x().rows(), columns);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    for (int row = chunks.start(index); row < chunks.end(index); row++) {
                        long at = (long) row * columns;
                        float mean = Simd.get(means, row);
                        float rstd = Simd.get(rstds, row);
                        backwardInputOfRow(x, weight, dy, dx, at, columns, mean, rstd, accumulate);
                    }
                });
    }

    private static void backwardInputOfRow(
            MemorySegment x,
            MemorySegment weight,
            MemorySegment dy,
            MemorySegment dx,
            long at,
            int columns,
            float mean,
            float rstd,
            boolean accumulate) {
        FloatVector sums = FloatVector.zero(Simd.SPECIES);
        FloatVector dots = FloatVector.zero(Simd.SPECIES);
        for (int c = 0; c < columns; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, columns);
            FloatVector g = Simd.load(weight, c, mask).mul(Simd.load(dy, at + c, mask));
            FloatVector n = Simd.load(x, at + c, mask).sub(mean).mul(rstd);
            sums = sums.add(g);
            dots = g.fma(n, dots);
        }
        float shift = Simd.sum(sums) / columns;
        float shrink = Simd.sum(dots) / columns;
        for (int c = 0; c < columns; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, columns);
            FloatVector g = Simd.load(weight, c, mask).mul(Simd.load(dy, at + c, mask));
            FloatVector n = Simd.load(x, at + c, mask).sub(mean).mul(rstd);
            FloatVector value = g.sub(shift).sub(n.mul(shrink)).mul(rstd);
            Simd.store(
                    accumulate ? value.add(Simd.load(dx, at + c, mask)) : value, dx, at + c, mask);
        }
    }

    /** partial[g, 0] = sum of dy n and partial[g, 1] = sum of dy over the rows of group g. */
    static void partials(CpuLoops loops, LayerNorm op, Tensor dyTensor, Tensor partialTensor) {
        MemorySegment x = loops.segment(op.x());
        MemorySegment means = loops.segment(op.mean());
        MemorySegment rstds = loops.segment(op.rstd());
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment partial = loops.segment(partialTensor);
        int columns = op.x().columns();
        Chunks groups = new Chunks(op.x().rows(), LayerNorm.GROUP);
        loops.parallel(
                groups.count(),
                (index, scratch) -> {
                    long into = 2L * index * columns;
                    for (int c = 0; c < columns; c += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(c, columns);
                        FloatVector weighted = FloatVector.zero(Simd.SPECIES);
                        FloatVector plain = FloatVector.zero(Simd.SPECIES);
                        for (int row = groups.start(index); row < groups.end(index); row++) {
                            long at = (long) row * columns + c;
                            FloatVector g = Simd.load(dy, at, mask);
                            FloatVector n =
                                    Simd.load(x, at, mask)
                                            .sub(Simd.get(means, row))
                                            .mul(Simd.get(rstds, row));
                            weighted = g.fma(n, weighted);
                            plain = plain.add(g);
                        }
                        Simd.store(weighted, partial, into + c, mask);
                        Simd.store(plain, partial, into + columns + c, mask);
                    }
                });
    }
}
