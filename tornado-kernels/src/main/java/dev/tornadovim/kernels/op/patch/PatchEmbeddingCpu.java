package dev.tornadovim.kernels.op.patch;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.engine.cpu.gemm.Rows;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import java.lang.foreign.MemorySegment;

/** {@link PatchEmbedding} on the CPU: images as matrices of patches, and gradients of patches added to images. */
final class PatchEmbeddingCpu {

    private PatchEmbeddingCpu() {}

    /** Patches as rows, gathered while the matrix product packs them: no unfolded copy exists. */
    static Rows patches(CpuLoops loops, Tensor image, PatchGrid grid) {
        MemorySegment pixels = loops.segment(image);
        int k = grid.kernel();
        return (row, column, count, to, at) -> {
            int top = row % grid.patches() / grid.columns() * grid.stride();
            int left = row % grid.columns() * grid.stride();
            long plane = (long) (row / grid.patches()) * grid.channels();
            int done = 0;
            while (done < count) {
                int value = column + done;
                int x = value % k;
                int y = value / k % k;
                int run = Math.min(k - x, count - done);
                long line = (plane + value / (k * k)) * grid.height() + top + y;
                long from = (line * grid.width() + left + x) * Float.BYTES;
                MemorySegment.copy(pixels, JAVA_FLOAT, from, to, at + done, run);
                done += run;
            }
        };
    }

    /** Adds the gradients of patches up, pixel by pixel; an iteration owns a line of an image. */
    static void fold(CpuLoops loops, Tensor patchGradients, Target image, PatchGrid grid) {
        MemorySegment patches = loops.segment(patchGradients);
        MemorySegment pixels = loops.segment(image.tensor());
        int width = grid.width();
        loops.parallel(
                grid.batch() * grid.channels() * grid.height(),
                (line, scratch) -> {
                    float[] sums = scratch.floats(0, width);
                    long at = (long) line * width;
                    for (int x = 0; x < width; x++) {
                        sums[x] = image.accumulate() ? Simd.get(pixels, at + x) : 0f;
                    }
                    foldLine(patches, line, sums, grid);
                    MemorySegment.copy(sums, 0, pixels, JAVA_FLOAT, at * Float.BYTES, width);
                });
    }

    private static void foldLine(MemorySegment patches, int line, float[] sums, PatchGrid grid) {
        int k = grid.kernel();
        int y = line % grid.height();
        int channel = line / grid.height() % grid.channels();
        int image = line / grid.height() / grid.channels();
        int last = Math.min(y / grid.stride(), grid.rows() - 1);
        for (int row = last; row >= 0 && y - row * grid.stride() < k; row--) {
            int within = (channel * k + y - row * grid.stride()) * k;
            for (int column = 0; column < grid.columns(); column++) {
                int token = image * grid.patches() + row * grid.columns() + column;
                long from = (long) token * grid.patchSize() + within;
                int left = column * grid.stride();
                for (int x = 0; x < k; x++) {
                    sums[left + x] += Simd.get(patches, from + x);
                }
            }
        }
    }
}
