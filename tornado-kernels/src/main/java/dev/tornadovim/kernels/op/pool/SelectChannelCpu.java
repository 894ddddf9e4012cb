package dev.tornadovim.kernels.op.pool;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import java.lang.foreign.MemorySegment;

/** {@link SelectChannel} on the CPU, a group an iteration; values lie apart, so without vectors. */
final class SelectChannelCpu {

    private SelectChannelCpu() {}

    static void select(CpuLoops loops, Tensor xTensor, Tensor indexTensor, Tensor yTensor) {
        MemorySegment x = loops.segment(xTensor);
        MemorySegment index = loops.segment(indexTensor);
        MemorySegment y = loops.segment(yTensor);
        int rows = xTensor.dim(1);
        int channels = xTensor.dim(2);
        loops.parallel(
                xTensor.dim(0),
                (group, scratch) -> {
                    int channel = (int) Simd.get(index, group);
                    boolean present = channel >= 0 && channel < channels;
                    long first = (long) group * rows;
                    for (long row = first; row < first + rows; row++) {
                        Simd.set(y, row, present ? Simd.get(x, row * channels + channel) : 0f);
                    }
                });
    }

    static void gradient(CpuLoops loops, Tensor dyTensor, Tensor indexTensor, Target target) {
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment index = loops.segment(indexTensor);
        MemorySegment dx = loops.segment(target.tensor());
        int rows = target.tensor().dim(1);
        int channels = target.tensor().dim(2);
        long bytes = (long) rows * channels * Float.BYTES;
        boolean accumulate = target.accumulate();
        loops.parallel(
                dyTensor.dim(0),
                (group, scratch) -> {
                    if (!accumulate) {
                        dx.asSlice(group * bytes, bytes).fill((byte) 0);
                    }
                    int channel = (int) Simd.get(index, group);
                    if (channel < 0 || channel >= channels) {
                        return;
                    }
                    long first = (long) group * rows;
                    for (long row = first; row < first + rows; row++) {
                        long at = row * channels + channel;
                        Simd.set(dx, at, Simd.get(dx, at) + Simd.get(dy, row));
                    }
                });
    }
}
