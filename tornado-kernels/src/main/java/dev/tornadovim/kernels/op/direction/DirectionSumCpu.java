package dev.tornadovim.kernels.op.direction;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/** {@link DirectionSum} with the Vector API. */
final class DirectionSumCpu {

    private DirectionSumCpu() {}

    static void forward(CpuLoops loops, DirectionSum op) {
        MemorySegment x = loops.segment(op.x());
        MemorySegment y = loops.segment(op.y());
        int size = op.y().size();
        int directions = op.x().dim(0);
        Chunks chunks = Chunks.of(size);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    int end = chunks.end(index);
                    for (int i = chunks.start(index); i < end; i += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(i, end);
                        FloatVector sum = Simd.load(x, i, mask);
                        for (int k = 1; k < directions; k++) {
                            sum = sum.add(Simd.load(x, (long) k * size + i, mask));
                        }
                        Simd.store(sum.mul(op.scale()), y, i, mask);
                    }
                });
    }

    static void backward(CpuLoops loops, DirectionSum op, Tensor dyTensor, Target dxTarget) {
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment dx = loops.segment(dxTarget.tensor());
        boolean accumulate = dxTarget.accumulate();
        int size = dyTensor.size();
        int directions = op.x().dim(0);
        Chunks chunks = Chunks.of(size);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    int end = chunks.end(index);
                    for (int i = chunks.start(index); i < end; i += Simd.LANES) {
                        VectorMask<Float> mask = Simd.tail(i, end);
                        FloatVector value = Simd.load(dy, i, mask).mul(op.scale());
                        for (int k = 0; k < directions; k++) {
                            long at = (long) k * size + i;
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
