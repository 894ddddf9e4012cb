package dev.tornadovim.kernels.op.conv2d;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/** {@link ConvTranspose2x2} with the Vector API. Its products are those of the engine. */
final class ConvTranspose2x2Cpu {

    private ConvTranspose2x2Cpu() {}

    /** y = blocks at their places, plus the bias; one iteration per line of the output. */
    static void placeBlocks(CpuLoops loops, ConvTranspose2x2 op, Tensor blocks) {
        MemorySegment from = loops.segment(blocks);
        MemorySegment bias = loops.segment(op.bias());
        MemorySegment y = loops.segment(op.y());
        int width = op.y().dim(2);
        int out = op.y().dim(3);
        loops.parallel(
                op.y().dim(0) * op.y().dim(1),
                (line, scratch) -> {
                    long firstBlock = (long) (line / 2) * (width / 2);
                    int firstTap = line % 2 * 2;
                    for (int x = 0; x < width; x++) {
                        long at = ((firstBlock + x / 2) * 4 + firstTap + x % 2) * out;
                        long to = ((long) line * width + x) * out;
                        for (int c = 0; c < out; c += Simd.LANES) {
                            VectorMask<Float> mask = Simd.tail(c, out);
                            Simd.store(
                                    Simd.load(from, at + c, mask).add(Simd.load(bias, c, mask)),
                                    y,
                                    to + c,
                                    mask);
                        }
                    }
                });
    }
}
