package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.engine.cpu.Chunks;
import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.tensor.Tensor;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * The backward pass of {@link SelectiveScan} on the CPU. An iteration is a block of channels of one
 * sequence, which walks over the chunks from last to first. Directions follow each other, because
 * they add to the same dz. dB and dC are sums over channels: each block leaves its part, and a second
 * loop adds the parts in their order; likewise dA, dD and the gradient of the bias over samples.
 */
final class SelectiveScanBackwardCpu {

    private static final float LN_2 = (float) Math.log(2);

    private SelectiveScanBackwardCpu() {}

    /** Size of the parts of dB and dC of a direction: [blocks, batch, tokens, 2 states]. */
    static int bcParts(ScanShape shape) {
        int rows = shape.batch() * shape.tokens();
        return Math.multiplyExact(SelectiveScanCpu.blocks(shape), rows * 2 * shape.states());
    }

    /** Size of the parts of parameter gradients: [directions, batch, states + 2, channels]. */
    static int parameterParts(ScanShape shape) {
        return shape.sequences() * (shape.states() + 2) * shape.channels();
    }

    static void backward(CpuLoops loops, ScanBackward back, Tensor bcParts, Tensor parts) {
        for (int d = 0; d < back.shape().directions(); d++) {
            walkBack(loops, back, d, bcParts, parts);
            reduceBc(loops, back, d, bcParts);
        }
        reduceParameters(loops, back, parts);
    }

    private static void walkBack(
            CpuLoops loops,
            ScanBackward back,
            int direction,
            Tensor bcPartsTensor,
            Tensor partsTensor) {
        ScanShape shape = back.shape();
        ScanTile tile = new ScanTile(shape.cpuChunk(), shape.states(), true);
        ScanPasses passes = ScanBackwardVectors.passes(tile, shape.gated());
        var memory = new ScanMemory(loops, back.op(), tile);
        var outputs = new ScanBackwardMemory(loops, tile, memory, back, direction > 0);
        MemorySegment states = loops.segment(back.op().states());
        MemorySegment bcParts = loops.segment(bcPartsTensor);
        MemorySegment parts = loops.segment(partsTensor);
        int blocks = SelectiveScanCpu.blocks(shape);
        int chunk = shape.cpuChunk();
        loops.parallel(
                shape.batch() * blocks,
                (index, scratch) -> {
                    float[] w = scratch.floats(0, tile.size);
                    int block = index % blocks;
                    int sequence = direction * shape.batch() + index / blocks;
                    int e = block * ScanTile.CHANNELS;
                    int width = Math.min(ScanTile.CHANNELS, shape.channels() - e);
                    memory.loadParameters(w, direction, e, width);
                    int all = tile.states * ScanTile.CHANNELS;
                    Arrays.fill(w, tile.state, tile.state + all, 0f);
                    Arrays.fill(w, tile.adjoint, tile.history, 0f);
                    for (int c = shape.cpuChunks() - 1; c >= 0; c--) {
                        int from = c * chunk;
                        int length = Math.min(chunk, shape.tokens() - from);
                        memory.loadStates(w, states, sequence, c, e, width);
                        memory.loadChunk(w, sequence, from, length, e, width);
                        outputs.loadOutputGradient(w, sequence, from, length, e, width);
                        ScanBackwardVectors.clearLanes(w, tile, length);
                        for (int i = 0; i < width; i += Simd.LANES) {
                            passes.run(w, tile, length, i);
                        }
                        ScanBackwardVectors.foldLanes(w, tile, length);
                        outputs.store(w, sequence, from, length, e, width);
                        outputs.storeBc(w, bcParts, block, sequence, from, length);
                    }
                    outputs.storeParameters(w, parts, sequence, e, width);
                });
    }

    /** Adds up the parts of dB and dC of a direction. */
    private static void reduceBc(
            CpuLoops loops, ScanBackward back, int direction, Tensor partsTensor) {
        ScanShape shape = back.shape();
        MemorySegment parts = loops.segment(partsTensor);
        Target[] targets = {back.db(), back.dc()};
        MemorySegment[] segments = {
            loops.segment(targets[0].tensor()), loops.segment(targets[1].tensor())
        };
        int states = shape.states();
        int rows = shape.batch() * shape.tokens();
        int blocks = SelectiveScanCpu.blocks(shape);
        Chunks chunks = Chunks.ofRows(rows, 2 * states);
        loops.parallel(
                chunks.count(),
                (index, scratch) -> {
                    float[] sum = scratch.floats(0, 2 * states);
                    for (int row = chunks.start(index); row < chunks.end(index); row++) {
                        long at = (long) row * 2 * states;
                        ScanTile.loadExactly(parts, at, sum, 0, 2 * states);
                        for (int block = 1; block < blocks; block++) {
                            at += (long) rows * 2 * states;
                            add(parts, at, sum, 2 * states);
                        }
                        for (int i = 0; i < 2; i++) {
                            Tensor target = targets[i].tensor();
                            long to = (long) (direction * rows + row) * target.rowStride();
                            boolean accumulate = targets[i].accumulate();
                            ScanTile.store(sum, i * states, segments[i], to, states, accumulate);
                        }
                    }
                });
    }

    private static void add(MemorySegment from, long index, float[] sum, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] += Simd.get(from, index + i);
        }
    }

    /** Adds up over samples; dA_log = dA A. */
    private static void reduceParameters(CpuLoops loops, ScanBackward back, Tensor partsTensor) {
        ScanShape shape = back.shape();
        MemorySegment parts = loops.segment(partsTensor);
        MemorySegment parameters = loops.segment(back.op().parameters());
        int channels = shape.channels();
        int states = shape.states();
        int rows = states + 2;
        for (int d = 0; d < shape.directions(); d++) {
            if (back.parameterTargets().get(d).isEmpty()) {
                continue;
            }
            int direction = d;
            List<Target> targets = back.parameterTargets().get(d);
            List<MemorySegment> segments =
                    targets.stream().map(t -> loops.segment(t.tensor())).toList();
            loops.parallel(
                    rows,
                    (n, scratch) -> {
                        float[] sum = scratch.floats(0, channels);
                        Arrays.fill(sum, 0, channels, 0f);
                        for (int b = 0; b < shape.batch(); b++) {
                            long row = ((long) direction * shape.batch() + b) * rows + n;
                            add(parts, row * channels, sum, channels);
                        }
                        int which = n < states ? 0 : n - states + 1;
                        boolean accumulate = targets.get(which).accumulate();
                        MemorySegment target = segments.get(which);
                        for (int e = 0; e < channels; e++) {
                            float value = sum[e];
                            if (n < states) {
                                long at = ((long) direction * rows + n) * channels + e;
                                value *= Simd.get(parameters, at) * LN_2;
                            }
                            long at = n < states ? (long) e * states + n : e;
                            Simd.set(target, at, accumulate ? Simd.get(target, at) + value : value);
                        }
                    });
        }
    }
}
