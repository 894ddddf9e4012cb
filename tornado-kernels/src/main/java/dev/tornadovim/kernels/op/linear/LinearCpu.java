package dev.tornadovim.kernels.op.linear;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/** Column sums with the Vector API. The products of a linear layer are those of the engine. */
final class LinearCpu {

    /** Rows whose sum is one partial sum. */
    static final int GROUP_ROWS = 128;

    private LinearCpu() {}

    /** Number of partial sums of every column. */
    static int groups(Tensor x) {
        return Math.ceilDiv(x.rows(), GROUP_ROWS);
    }

    /** Writes or adds the sum over all rows: a partial sum for each group, then the groups in order. */
    static void columnSums(CpuLoops loops, Tensor x, Target sums, Tensor workspace) {
        MemorySegment data = loops.segment(x);
        MemorySegment partial = loops.segment(workspace);
        MemorySegment total = loops.segment(sums.tensor());
        boolean accumulate = sums.accumulate();
        int columns = x.columns();
        long stride = x.rowStride();
        Chunks chunks = new Chunks(x.rows(), GROUP_ROWS);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    for (int j = 0; j < columns; j += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(j, columns);
                        FloatVector sum = FloatVector.zero(Simd.SPECIES);
                        for (int row = chunks.start(index); row < chunks.end(index); row++) {
                            sum = sum.add(Simd.load(data, row * stride + j, mask));
                        }
                        Simd.store(sum, partial, (long) index * columns + j, mask);
                    }
                });
        loops.parallel(
                (columns + Simd.LANES - 1) / Simd.LANES,
                (index, scratch) -> {
                    int j = index * Simd.LANES;
                    VectorMask<Float> mask = Simd.tail(j, columns);
                    FloatVector sum = FloatVector.zero(Simd.SPECIES);
                    for (int chunk = 0; chunk < chunks.count(); chunk++) {
                        sum = sum.add(Simd.load(partial, (long) chunk * columns + j, mask));
                    }
                    Simd.store(
                            accumulate ? sum.add(Simd.load(total, j, mask)) : sum, total, j, mask);
                });
    }
}
