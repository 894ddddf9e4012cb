package dev.tornadovim.kernels.op.concat;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/** {@link Concat} on the CPU, some rows an iteration. */
final class ConcatCpu {

    private ConcatCpu() {}

    /** Copies or adds all rows of one tensor to those of another of the same shape. */
    static void copy(CpuLoops loops, Tensor fromTensor, Target target) {
        MemorySegment from = loops.segment(fromTensor);
        MemorySegment to = loops.segment(target.tensor());
        int columns = fromTensor.columns();
        long fromStride = fromTensor.rowStride();
        long toStride = target.tensor().rowStride();
        boolean accumulate = target.accumulate();
        Chunks chunks = Chunks.ofRows(fromTensor.rows(), columns);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    for (int row = chunks.start(index); row < chunks.end(index); row++) {
                        if (accumulate) {
                            add(from, row * fromStride, to, row * toStride, columns);
                        } else {
                            MemorySegment.copy(
                                    from,
                                    JAVA_FLOAT,
                                    row * fromStride * Float.BYTES,
                                    to,
                                    JAVA_FLOAT,
                                    row * toStride * Float.BYTES,
                                    columns);
                        }
                    }
                });
    }

    private static void add(
            MemorySegment from, long fromAt, MemorySegment to, long toAt, int columns) {
        for (int j = 0; j < columns; j += Simd.LANES) {
            VectorMask<Float> mask = Simd.tail(j, columns);
            FloatVector sum = Simd.load(to, toAt + j, mask).add(Simd.load(from, fromAt + j, mask));
            Simd.store(sum, to, toAt + j, mask);
        }
    }
}
