package dev.tornadovim.kernels.op.gather;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/** Copies rows with the Vector API, some rows per iteration. */
public final class GatherRowsCpu {

    private static final int[] SAME = {0};

    private GatherRowsCpu() {}

    /**
     * Appends a loop that writes or adds all rows of {@code x} to those of {@code y}.
     *
     * @param x [..., columns]; rows may lie apart
     * @param y the shape of x; rows may lie apart
     */
    public static void copy(CpuLoops loops, Tensor x, Target y) {
        gather(loops, x, SAME, y);
    }

    /**
     * Appends a loop that writes or adds {@code y[b, l] = x[b, source[l]]}.
     *
     * @param x [batch, rows of x, columns]; rows may lie apart
     * @param source for each row of y the row of x, or -1 for zeros
     * @param y [batch, rows of y, columns]; rows may lie apart
     */
    public static void gather(CpuLoops loops, Tensor x, int[] source, Target y) {
        MemorySegment from = loops.segment(x);
        MemorySegment to = loops.segment(y.tensor());
        boolean accumulate = y.accumulate();
        int columns = x.columns();
        long fromStride = x.rowStride();
        long toStride = y.tensor().rowStride();
        int batch = y.tensor().rows() / source.length;
        int rows = x.rows() / batch;
        Chunks chunks = Chunks.ofRows(y.tensor().rows(), columns);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    for (int row = chunks.start(index); row < chunks.end(index); row++) {
                        int found = source[row % source.length];
                        long at = ((long) (row / source.length) * rows + found) * fromStride;
                        if (found < 0) {
                            clear(to, row * toStride, columns, accumulate);
                        } else if (accumulate) {
                            add(from, at, to, row * toStride, columns);
                        } else {
                            MemorySegment.copy(
                                    from,
                                    JAVA_FLOAT,
                                    at * Float.BYTES,
                                    to,
                                    JAVA_FLOAT,
                                    row * toStride * Float.BYTES,
                                    columns);
                        }
                    }
                });
    }

    private static void clear(MemorySegment to, long at, int columns, boolean accumulate) {
        if (!accumulate) {
            to.asSlice(at * Float.BYTES, (long) columns * Float.BYTES).fill((byte) 0);
        }
    }

    private static void add(MemorySegment from, long at, MemorySegment to, long into, int columns) {
        for (int c = 0; c < columns; c += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(c, columns);
            Simd.store(
                    Simd.load(to, into + c, mask).add(Simd.load(from, at + c, mask)),
                    to,
                    into + c,
                    mask);
        }
    }
}
