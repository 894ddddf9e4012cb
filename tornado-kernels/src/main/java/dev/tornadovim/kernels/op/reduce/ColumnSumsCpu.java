package dev.tornadovim.kernels.op.reduce;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/**
 * Column sums with the Vector API, as parameters' gradients need them. Groups of {@value #GROUP} rows
 * are summed at the same time, then the groups in order, so the result does not depend on threads.
 */
public final class ColumnSumsCpu {

    /** Rows of a group, whose sum is one partial sum. */
    public static final int GROUP = 128;

    /** Columns of an iteration. */
    private static final int COLUMNS = 64;

    private ColumnSumsCpu() {}

    /** Number of partial sums per column. */
    public static int groups(int rows) {
        return Math.ceilDiv(rows, GROUP);
    }

    /**
     * Appends loops that write or add {@code y[c] = sum over r of x[r, c]}.
     *
     * @param x [..., columns]; rows may lie apart
     * @param partial work space of {@code groups(rows) * columns} floats
     * @param y [columns]
     */
    public static void sum(CpuLoops loops, Tensor x, Tensor partial, Target y) {
        MemorySegment data = loops.segment(x);
        MemorySegment sums = loops.segment(partial);
        int columns = x.columns();
        long stride = x.rowStride();
        Chunks groups = new Chunks(x.rows(), GROUP);
        loops.parallel(
                groups.count(),
                (index, scratch) -> {
                    for (int c = 0; c < columns; c += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(c, columns);
                        FloatVector sum = FloatVector.zero(Simd.SPECIES);
                        for (int row = groups.start(index); row < groups.end(index); row++) {
                            sum = sum.add(Simd.load(data, row * stride + c, mask));
                        }
                        Simd.store(sum, sums, (long) index * columns + c, mask);
                    }
                });
        join(loops, partial, groups.count(), y);
    }

    /**
     * Appends a loop that writes or adds the sum of partial sums, in their order; what is in {@code y}
     * is added last.
     *
     * @param partial [groups, columns] from its first element on
     * @param y [columns]
     */
    public static void join(CpuLoops loops, Tensor partial, int groups, Target y) {
        MemorySegment sums = loops.segment(partial);
        MemorySegment total = loops.segment(y.tensor());
        boolean accumulate = y.accumulate();
        int columns = y.tensor().size();
        loops.parallel(
                Math.ceilDiv(columns, Simd.LANES),
                (index, scratch) -> {
                    int c = index * Simd.LANES;
                    VectorMask<Float> mask = Simd.tail(c, columns);
                    FloatVector sum = FloatVector.zero(Simd.SPECIES);
                    for (int group = 0; group < groups; group++) {
                        sum = sum.add(Simd.load(sums, (long) group * columns + c, mask));
                    }
                    Simd.store(
                            accumulate ? sum.add(Simd.load(total, c, mask)) : sum, total, c, mask);
                });
    }

    /**
     * Appends a loop that writes or adds the sum of rows, in their order; what is in {@code y} is the
     * first term.
     *
     * @param x holds row r from element {@code first + r stride} on
     * @param y any shape; its size is the number of columns
     */
    public static void addTo(
            CpuLoops loops, Tensor x, long first, long stride, int rows, Target y) {
        MemorySegment data = loops.segment(x);
        MemorySegment total = loops.segment(y.tensor());
        boolean accumulate = y.accumulate();
        Chunks columns = new Chunks(y.tensor().size(), COLUMNS);
        loops.parallel(
                columns.count(),
                (index, scratch) -> {
                    int end = columns.end(index);
                    for (int c = columns.start(index); c < end; c += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(c, end);
                        FloatVector sum =
                                accumulate
                                        ? Simd.load(total, c, mask)
                                        : FloatVector.zero(Simd.SPECIES);
                        for (int row = 0; row < rows; row++) {
                            sum = sum.add(Simd.load(data, first + row * stride + c, mask));
                        }
                        Simd.store(sum, total, c, mask);
                    }
                });
    }
}
