package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * Sizes of a selective scan.
 *
 * @param directions number of directions D
 * @param batch samples B
 * @param tokens sequence length L
 * @param channels channels E
 * @param states states N per channel
 * @param reverse bit d is set where direction d walks from the last token to the first
 * @param gated whether the result is multiplied by SiLU(z)
 * @param onePass whether, forward on a device, a thread walks over all chunks instead of one: where
 *     sequences and channels alone keep a large GPU busy. Measured on an H100: at 98,304 of them 1.7
 *     times as fast as two passes, at 24,576 of 6,085 tokens 1.2 times slower
 */
record ScanShape(
        int directions,
        int batch,
        int tokens,
        int channels,
        int states,
        int reverse,
        boolean gated,
        boolean onePass) {

    private static final int SHORTEST = 32;
    private static final int LONGEST = 64;

    /** Threads that keep a large GPU busy: 132 multiprocessors of 1024. */
    private static final int THREADS = 132 * 1024;

    /** Threads from which on fewer passes beat more threads. */
    private static final int ENOUGH = 32 * 1024;

    /**
     * The sizes of a scan.
     *
     * @throws IllegalArgumentException where inputs do not fit together
     */
    static ScanShape of(SelectiveScan.Inputs in) {
        int count = in.directions().size();
        if (count < 1
                || count > 4
                || in.aLogs().size() != count
                || in.ds().size() != count
                || in.deltaBiases().size() != count) {
            throw new IllegalArgumentException(
                    "scan takes one to four directions with an A_log, a D and a delta bias each,"
                            + " got "
                            + count
                            + " directions");
        }
        if (in.u().shape().rank() != 4) {
            throw new IllegalArgumentException(
                    "scan takes u [directions, batch, tokens, channels], got " + in.u());
        }
        int batch = in.u().dim(1);
        int tokens = in.u().dim(2);
        int channels = in.u().dim(3);
        int states = in.b().columns();
        expect("u", in.u(), true, count, batch, tokens, channels);
        expect("delta", in.delta(), true, count, batch, tokens, channels);
        expect("B", in.b(), false, count, batch, tokens, states);
        expect("C", in.c(), false, count, batch, tokens, states);
        if (in.z() != null) {
            expect("z", in.z(), false, batch, tokens, channels);
        }
        for (int d = 0; d < count; d++) {
            expect("A_log", in.aLogs().get(d), true, channels, states);
            expect("D", in.ds().get(d), true, channels);
            expect("delta bias", in.deltaBiases().get(d), true, channels);
        }
        int reverse = Direction.bits(in.directions());
        boolean onePass = (long) count * batch * channels >= ENOUGH;
        return new ScanShape(
                count, batch, tokens, channels, states, reverse, in.z() != null, onePass);
    }

    private static void expect(String what, Tensor tensor, boolean contiguous, int... dims) {
        Shape shape = Shape.of(dims);
        if (!tensor.shape().equals(shape) || contiguous && !tensor.isContiguous()) {
            throw new IllegalArgumentException(
                    "scan takes "
                            + (contiguous ? "a contiguous " : "")
                            + what
                            + " "
                            + shape
                            + ", got "
                            + tensor);
        }
    }

    /**
     * Tokens of a chunk on a device: states are kept at the borders of chunks, and TornadoVM scans
     * chunks at the same time. Long chunks keep fewer states; when batch and channels alone do not
     * fill a GPU, chunks get shorter. Chunks of a sequence are about equally long.
     */
    int chunk() {
        long sequences = (long) directions * batch * channels;
        long wanted = (THREADS + sequences - 1) / sequences;
        long longest = Math.clamp(tokens / wanted, SHORTEST, LONGEST);
        return even((int) longest);
    }

    /** Whether forward, on a device, a thread walks over all chunks; always so over a single one. */
    public boolean onePass() {
        return onePass || chunks() == 1;
    }

    /** The same sizes with one pass. */
    ScanShape withOnePass() {
        return new ScanShape(directions, batch, tokens, channels, states, reverse, gated, true);
    }

    /** Chunks of a sequence on a device. */
    int chunks() {
        return Math.ceilDiv(tokens, chunk());
    }

    /**
     * Tokens of a chunk on the CPU: what a thread works on then fits the first-level cache (64 tokens
     * take 1.5 times as long per token).
     */
    int cpuChunk() {
        return even(SHORTEST);
    }

    /** Chunks of a sequence on the CPU, never fewer than on a device. */
    int cpuChunks() {
        return Math.ceilDiv(tokens, cpuChunk());
    }

    private int even(int longest) {
        int count = Math.ceilDiv(tokens, longest);
        return Math.ceilDiv(tokens, count);
    }

    /** Sequences: samples of all directions. */
    int sequences() {
        return directions * batch;
    }

    boolean isReverse(int direction) {
        return (reverse >> direction & 1) == 1;
    }

    /** State updates of a pass. */
    long updates() {
        return (long) directions * batch * tokens * channels * states;
    }
}
