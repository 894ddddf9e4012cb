package dev.tornadovim.kernels.op.norm;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.op.reduce.ColumnSumsCpu;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/**
 * {@link AddRmsNorm} with the Vector API: two passes over a row, which stays in the first-level
 * cache. The backward pass reads everything once for both gradients.
 */
final class AddRmsNormCpu {

    private AddRmsNormCpu() {}

    static void forward(CpuLoops loops, AddRmsNorm op) {
        MemorySegment hidden = loops.segment(op.hidden());
        MemorySegment residual = op.residual() == null ? null : loops.segment(op.residual());
        MemorySegment weight = loops.segment(op.weight());
        MemorySegment sum = loops.segment(op.sum());
        MemorySegment normed = loops.segment(op.normed());
        MemorySegment rstd = loops.segment(op.rstd());
        float eps = op.eps();
        int columns = op.sum().columns();
        Chunks chunks = Chunks.ofRows(op.sum().rows(), columns);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    for (int row = chunks.start(index); row < chunks.end(index); row++) {
                        long at = (long) row * columns;
                        float squares =
                                residual == null
                                        ? squares(sum, at, columns)
                                        : add(hidden, residual, sum, at, columns);
                        float scale = (float) (1 / Math.sqrt(squares / columns + eps));
                        normalize(sum, weight, normed, at, columns, scale);
                        Simd.set(rstd, row, scale);
                    }
                });
    }

    private static float squares(MemorySegment x, long at, int columns) {
        FloatVector squares = FloatVector.zero(Simd.SPECIES);
        for (int c = 0; c < columns; c += Simd.LANES) {
            FloatVector value = Simd.load(x, at + c, Simd.tail(c, columns));
            squares = value.fma(value, squares);
        }
        return Simd.sum(squares);
    }

    /** Stores the sum of a row and returns its sum of squares. */
    private static float add(
            MemorySegment hidden, MemorySegment residual, MemorySegment sum, long at, int columns) {
        FloatVector squares = FloatVector.zero(Simd.SPECIES);
        for (int c = 0; c < columns; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, columns);
            FloatVector value =
                    Simd.load(hidden, at + c, mask).add(Simd.load(residual, at + c, mask));
            Simd.store(value, sum, at + c, mask);
            squares = value.fma(value, squares);
        }
        return Simd.sum(squares);
    }

    private static void normalize(
            MemorySegment x, MemorySegment w, MemorySegment y, long at, int columns, float scale) {
        for (int c = 0; c < columns; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, columns);
            FloatVector value = Simd.load(x, at + c, mask).mul(scale).mul(Simd.load(w, c, mask));
            Simd.store(value, y, at + c, mask);
        }
    }

    /** Number of partial sums of the weight's gradient, one per group of rows. */
    static int groups(Tensor sum) {
        return Chunks.ofRows(sum.rows(), sum.columns()).count();
    }

    /** The backward pass; {@code dSum}, {@code dx} or {@code dw} with its partials may be null. */
    record Backward(
            AddRmsNorm op, Tensor dNormed, Tensor dSum, Target dx, Target dw, Tensor partial) {

        void loops(CpuLoops loops) {
            MemorySegment dy = loops.segment(dNormed);
            MemorySegment x = loops.segment(op.sum());
            MemorySegment w = loops.segment(op.weight());
            MemorySegment scales = loops.segment(op.rstd());
            MemorySegment into = dx == null ? null : loops.segment(dx.tensor());
            MemorySegment added = dSum != null ? loops.segment(dSum) : null;
            MemorySegment base = dx != null && dx.accumulate() ? into : added;
            MemorySegment partials = dw == null ? null : loops.segment(partial);
            int columns = op.sum().columns();
            Chunks chunks = Chunks.ofRows(op.sum().rows(), columns);
            loops.parallel(
                    chunks.count(),
                    (index, scratch) -> {
                        long group = (long) index * columns;
                        if (partials != null) {
                            clear(partials, group, columns);
                        }
                        for (int row = chunks.start(index); row < chunks.end(index); row++) {
                            long at = (long) row * columns;
                            float scale = Simd.get(scales, row);
                            if (partials != null) {
                                addWeightRow(dy, x, at, columns, scale, partials, group);
                            }
                            if (into != null) {
                                inputRow(dy, x, w, at, columns, scale, base, into);
                            }
                        }
                    });
            if (dw != null) {
                ColumnSumsCpu.addTo(loops, partial, 0, columns, chunks.count(), dw);
            }
        }
    }

    private static void clear(MemorySegment x, long at, int columns) {
        FloatVector zero = FloatVector.zero(Simd.SPECIES);
        for (int c = 0; c < columns; c += Simd.LANES) {
            Simd.store(zero, x, at + c, Simd.tail(c, columns));
        }
    }

    private static void addWeightRow(
            MemorySegment dy,
            MemorySegment x,
            long at,
            int columns,
            float scale,
            MemorySegment partials,
            long group) {
        for (int c = 0; c < columns; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, columns);
            FloatVector normalized = Simd.load(x, at + c, mask).mul(scale);
            FloatVector total =
                    Simd.load(dy, at + c, mask)
                            .fma(normalized, Simd.load(partials, group + c, mask));
            Simd.store(total, partials, group + c, mask);
        }
    }

    private static void inputRow(
            MemorySegment dy,
            MemorySegment x,
            MemorySegment w,
            long at,
            int columns,
            float scale,
            MemorySegment base,
            MemorySegment dx) {
        FloatVector dots = FloatVector.zero(Simd.SPECIES);
        for (int c = 0; c < columns; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, columns);
            FloatVector g = Simd.load(w, c, mask).mul(Simd.load(dy, at + c, mask));
            dots = g.fma(Simd.load(x, at + c, mask), dots);
        }
        float shrink = -Simd.sum(dots) * scale * scale / columns;
        for (int c = 0; c < columns; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, columns);
            FloatVector g = Simd.load(w, c, mask).mul(Simd.load(dy, at + c, mask));
            FloatVector value = Simd.load(x, at + c, mask).mul(shrink).add(g).mul(scale);
            if (base != null) {
                value = value.add(Simd.load(base, at + c, mask));
            }
            Simd.store(value, dx, at + c, mask);
        }
    }
}
