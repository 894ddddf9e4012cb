package dev.tornadovim.kernels.op.optim;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** {@link GradientNorm} with the Vector API: one partial sum per chunk, their sum in double. */
final class GradientNormCpu {

    private GradientNormCpu() {}

    /** Number of partial sums. */
    static int partials(List<Tensor> gradients) {
        return gradients.stream().mapToInt(g -> Chunks.of(g.size()).count()).sum();
    }

    static void norm(
            CpuLoops loops,
            List<Tensor> gradients,
            Tensor partialTensor,
            Tensor normTensor,
            Tensor clipTensor,
            Tensor scaleTensor) {
        MemorySegment partial = loops.segment(partialTensor);
        MemorySegment norm = loops.segment(normTensor);
        MemorySegment clip = loops.segment(clipTensor);
        MemorySegment scale = loops.segment(scaleTensor);
        int first = 0;
        for (Tensor gradient : gradients) {
            MemorySegment g = loops.segment(gradient);
            Chunks chunks = Chunks.of(gradient.size());
            int at = first;
            loops.parallel(
                    chunks.count(),
                    (index, scratch) ->
                            Simd.set(
                                    partial,
                                    at + index,
                                    squares(g, chunks.start(index), chunks.end(index))));
            first += chunks.count();
        }
        int count = first;
        loops.parallel(
                1,
                (index, scratch) -> {
                    double sum = 0;
                    for (int k = 0; k < count; k++) {
                        sum += Simd.get(partial, k);
                    }
                    float factor = Simd.get(clip, 1);
                    float value = (float) (Math.sqrt(sum) * factor);
                    float largest = Simd.get(clip, 0);
                    Simd.set(norm, 0, value);
                    Simd.set(scale, 0, scale(value, largest, factor));
                });
    }

    private static float scale(float norm, float largest, float factor) {
        if (!Float.isFinite(norm)) {
            return 0f;
        }
        return largest > 0 ? factor * Math.min(1, largest / (norm + 1e-6f)) : factor;
    }

    private static float squares(MemorySegment x, int start, int end) {
        FloatVector sum = FloatVector.zero(Simd.SPECIES);
        for (int i = start; i < end; i += Simd.LANES) {
            FloatVector value = Simd.load(x, i, Simd.tail(i, end));
            sum = value.fma(value, sum);
        }
        return Simd.sum(sum);
    }
}
