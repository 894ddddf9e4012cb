package dev.tornadovim.kernels.op.batchnorm;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.op.reduce.ColumnSumsCpu;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/** {@link BatchNorm} with the Vector API: a vector holds neighbouring channels. */
final class BatchNormCpu {

    private BatchNormCpu() {}

    /** Adds loops that end in the statistics of the batch and the running ones. */
    static void statistics(CpuLoops loops, BatchNorm op, Tensor partialTensor) {
        MemorySegment x = loops.segment(op.x());
        MemorySegment partial = loops.segment(partialTensor);
        int columns = op.x().columns();
        Chunks groups = new Chunks(op.x().rows(), BatchNorm.GROUP);
        loops.parallel(
                groups.count(),
                (index, scratch) -> {
                    int start = groups.start(index);
                    int end = groups.end(index);
                    for (int c = 0; c < columns; c += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(c, columns);
                        FloatVector sum = FloatVector.zero(Simd.SPECIES);
                        for (int row = start; row < end; row++) {
                            sum = sum.add(Simd.load(x, (long) row * columns + c, mask));
                        }
                        FloatVector mean = sum.div(end - start);
                        FloatVector squares = FloatVector.zero(Simd.SPECIES);
                        for (int row = start; row < end; row++) {
                            FloatVector apart =
                                    Simd.load(x, (long) row * columns + c, mask).sub(mean);
                            squares = apart.fma(apart, squares);
                        }
                        Simd.store(mean, partial, 2L * index * columns + c, mask);
                        Simd.store(squares, partial, (2L * index + 1) * columns + c, mask);
                    }
                });
        join(loops, op, partial, groups);
    }

    private static void join(CpuLoops loops, BatchNorm op, MemorySegment partial, Chunks groups) {
        MemorySegment statistics = loops.segment(op.statistics());
        MemorySegment runningMean = loops.segment(op.runningMean());
        MemorySegment runningVar = loops.segment(op.runningVar());
        int columns = op.x().columns();
        int rows = op.x().rows();
        loops.parallel(
                Math.ceilDiv(columns, Simd.LANES),
                (index, scratch) -> {
                    int c = index * Simd.LANES;
                    VectorMask<Float> mask = Simd.tail(c, columns);
                    FloatVector mean = FloatVector.zero(Simd.SPECIES);
                    for (int g = 0; g < groups.count(); g++) {
                        float share = (float) (groups.end(g) - groups.start(g)) / rows;
                        mean = mean.add(Simd.load(partial, 2L * g * columns + c, mask).mul(share));
                    }
                    FloatVector squares = FloatVector.zero(Simd.SPECIES);
                    for (int g = 0; g < groups.count(); g++) {
                        int count = groups.end(g) - groups.start(g);
                        FloatVector apart =
                                Simd.load(partial, 2L * g * columns + c, mask).sub(mean);
                        squares =
                                squares.add(Simd.load(partial, (2L * g + 1) * columns + c, mask))
                                        .add(apart.mul(apart).mul(count));
                    }
                    FloatVector variance = squares.div(rows);
                    Simd.store(mean, statistics, c, mask);
                    Simd.store(rstd(variance, op.eps()), statistics, columns + c, mask);
                    Simd.store(variance, statistics, 2L * columns + c, mask);
                    track(runningMean, c, mask, mean, op.momentum());
                    track(runningVar, c, mask, variance.mul(op.unbiased()), op.momentum());
                });
    }

    private static FloatVector rstd(FloatVector variance, float eps) {
        return FloatVector.broadcast(Simd.SPECIES, 1f).div(variance.add(eps).sqrt());
    }

    private static void track(
            MemorySegment running, int c, VectorMask<Float> mask, FloatVector now, float momentum) {
        FloatVector old = Simd.load(running, c, mask);
        Simd.store(old.add(now.sub(old).mul(momentum)), running, c, mask);
    }

    /** y = w (x - mean) rstd + b by the statistics of the batch, or else by the running ones. */
    static void forward(CpuLoops loops, BatchNorm op) {
        boolean ofBatch = op.statistics() != null;
        MemorySegment mean = loops.segment(ofBatch ? op.statistics() : op.runningMean());
        MemorySegment deviation = loops.segment(ofBatch ? op.statistics() : op.runningVar());
        MemorySegment weight = loops.segment(op.weight());
        MemorySegment x = loops.segment(op.x());
        MemorySegment bias = loops.segment(op.bias());
        MemorySegment y = loops.segment(op.y());
        int columns = op.x().columns();
        Chunks chunks = Chunks.ofRows(op.x().rows(), columns);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    float[] factor = scratch.floats(0, columns);
                    for (int c = 0; c < columns; c += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(c, columns);
                        FloatVector w = Simd.load(weight, c, mask);
                        if (ofBatch) {
                            Simd.load(deviation, columns + c, mask)
                                    .mul(w)
                                    .intoArray(factor, c, mask);
                        } else {
                            rstd(Simd.load(deviation, c, mask), op.eps())
                                    .mul(w)
                                    .intoArray(factor, c, mask);
                        }
                    }
                    normalizeRows(x, mean, factor, bias, y, columns, chunks, index);
                });
    }

    /** y = (x - mean) factor + b in the rows of a chunk. */
    private static void normalizeRows(
            MemorySegment x,
            MemorySegment mean,
            float[] factor,
            MemorySegment bias,
            MemorySegment y,
            int columns,
            Chunks chunks,
            int index) {
        for (int row = chunks.start(index); row < chunks.end(index); row++) {
            long at = (long) row * columns;
            for (int c = 0; c < columns; c += Simd.LANES) {
                VectorMask<Float> mask = Simd.tail(c, columns);
                FloatVector value =
                        Simd.load(x, at + c, mask)
                                .sub(Simd.load(mean, c, mask))
                                .fma(
                                        FloatVector.fromArray(Simd.SPECIES, factor, c, mask),
                                        Simd.load(bias, c, mask));
                Simd.store(value, y, at + c, mask);
            }
        }
    }

    /** sums[0] = sum of dy n, sums[1] = sum of dy, over all rows. */
    static void sums(
            CpuLoops loops, BatchNorm op, Tensor dyTensor, Tensor partialTensor, Tensor into) {
        MemorySegment x = loops.segment(op.x());
        MemorySegment statistics = loops.segment(op.statistics());
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment partial = loops.segment(partialTensor);
        int columns = op.x().columns();
        Chunks groups = new Chunks(op.x().rows(), BatchNorm.GROUP);
        loops.parallel(
                groups.count(),
                (index, scratch) -> {
                    for (int c = 0; c < columns; c += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(c, columns);
                        FloatVector mean = Simd.load(statistics, c, mask);
                        FloatVector weighted = FloatVector.zero(Simd.SPECIES);
                        FloatVector plain = FloatVector.zero(Simd.SPECIES);
                        for (int row = groups.start(index); row < groups.end(index); row++) {
                            long at = (long) row * columns + c;
                            FloatVector g = Simd.load(dy, at, mask);
                            weighted = g.fma(Simd.load(x, at, mask).sub(mean), weighted);
                            plain = plain.add(g);
                        }
                        weighted = weighted.mul(Simd.load(statistics, columns + c, mask));
                        Simd.store(weighted, partial, 2L * index * columns + c, mask);
                        Simd.store(plain, partial, (2L * index + 1) * columns + c, mask);
                    }
                });
        ColumnSumsCpu.join(loops, partialTensor, groups.count(), Target.write(into));
    }

    /** Adds part {@code part} of the sums to the gradient of a parameter, if that is wanted. */
    static void contribute(CpuLoops loops, Tensor sums, int part, Target target) {
        if (target != null) {
            int columns = target.tensor().size();
            Tensor ofPart = sums.columns(part * columns, (part + 1) * columns);
            ColumnSumsCpu.join(loops, ofPart, 1, target);
        }
    }

    /** dx = w rstd (dy - mean(dy) - n mean(dy n)), if that is wanted. */
    static void backwardInput(
            CpuLoops loops, BatchNorm op, Tensor dyTensor, Tensor sumsTensor, Target dxTarget) {
        if (dxTarget == null) {
            return;
        }
        MemorySegment x = loops.segment(op.x());
        MemorySegment statistics = loops.segment(op.statistics());
        MemorySegment weight = loops.segment(op.weight());
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment sums = loops.segment(sumsTensor);
        MemorySegment dx = loops.segment(dxTarget.tensor());
        boolean accumulate = dxTarget.accumulate();
        int columns = op.x().columns();
        int rows = op.x().rows();
        Chunks chunks = new Chunks(rows, BatchNorm.GROUP);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    for (int c = 0; c < columns; c += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(c, columns);
                        FloatVector mean = Simd.load(statistics, c, mask);
                        FloatVector rstd = Simd.load(statistics, columns + c, mask);
                        FloatVector factor = rstd.mul(Simd.load(weight, c, mask));
                        FloatVector shrink = rstd.mul(Simd.load(sums, c, mask)).div(rows);
                        FloatVector shift = Simd.load(sums, columns + c, mask).div(rows);
                        for (int row = chunks.start(index); row < chunks.end(index); row++) {
                            long at = (long) row * columns + c;
                            FloatVector centered = Simd.load(x, at, mask).sub(mean);
                            FloatVector value =
                                    Simd.load(dy, at, mask)
                                            .sub(centered.fma(shrink, shift))
                                            .mul(factor);
                            Simd.store(
                                    accumulate ? value.add(Simd.load(dx, at, mask)) : value,
                                    dx,
                                    at,
                                    mask);
                        }
                    }
                });
    }
}
