package dev.tornadovim.kernels.op.pool;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import java.lang.foreign.MemorySegment;

/** {@link SelectChannel} on the CPU, one group per iteration; values lie apart, so without vectors. */
final class SelectChannelCpu {

    private SelectChannelCpu() {}

    static void forward(CpuLoops loops, SelectChannel op) {
        MemorySegment x = loops.segment(op.x());
        MemorySegment index = loops.segment(op.index());
        MemorySegment y = loops.segment(op.y());
        int rows = op.x().dim(1);
        int channels = op.x().dim(2);
        loops.parallel(
                op.x().dim(0),
                (group, scratch) -> {
                    int channel = (int) Simd.get(index, group);
                    boolean present = channel >= 0 && channel < channels;
                    long first = (long) group * rows;
                    for (long row = first; row < first + rows; row++) {
                        Simd.set(y, row, present ? Simd.get(x, row * channels + channel) : 0f);
                    }
                });
    }

    static void backward(CpuLoops loops, SelectChannel op, Tensor dyTensor, Target target) {
        MemorySegment dy = loops.segment(dyTensor);
        MemorySegment index = loops.segment(op.index());
        MemorySegment dx = loops.segment(target.tensor());
        int rows = op.x().dim(1);
        int channels = op.x().dim(2);
        long bytes = (long) rows * channels * Float.BYTES;
        boolean accumulate = target.accumulate();
        loops.parallel(
                op.x().dim(0),
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
