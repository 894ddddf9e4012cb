package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.op.Require;

/**
 * Regions of the work array of the backward pass on a device, one after the other: adjoints [sequences,
 * chunks, states, channels], sums of delta [sequences, chunks, channels], parts of dz [directions,
 * batch, tokens, channels], parts of dB and dC [blocks of channels, 2 states, sequences, tokens],
 * parts of the parameter gradients [sequences, chunks, states + 2, channels], and sums of those
 * [groups, directions, states + 2, channels].
 */
final class ScanWork {

    /** Channels of a work-group. */
    static final int LANES = 32;

    /** Tokens that a thread of the backward pass keeps in registers. */
    static final int ITEMS = 8;

    private static final int MAX_GROUPS = 32;

    private ScanWork() {}

    static int size(ScanShape shape) {
        long time = ScanSizes.time(shape);
        long space = ScanSizes.space(shape);
        long borders = (long) shape.sequences() * shape.chunks() * shape.channels();
        long tokens = (long) shape.sequences() * shape.tokens();
        long size =
                borders * (2L * shape.states() + 3)
                        + tokens * shape.channels()
                        + tokens * 2 * shape.states() * blocks(space)
                        + (long) groups(time, space)
                                * shape.directions()
                                * (shape.states() + 2)
                                * shape.channels();
        return Require.elements("scan", size);
    }

    static int blocks(long space) {
        return (ScanSizes.channels(space) + LANES - 1) / LANES;
    }

    private static int borders(long time, long space) {
        return ScanSizes.sequences(space) * ScanSizes.chunks(time) * ScanSizes.channels(space);
    }

    static int deltaSums(long time, long space) {
        return borders(time, space) * ScanSizes.states(space);
    }

    static int dz(long time, long space) {
        return deltaSums(time, space) + borders(time, space);
    }

    static int bc(long time, long space) {
        int tokens = ScanSizes.sequences(space) * ScanSizes.tokens(time);
        return dz(time, space) + tokens * ScanSizes.channels(space);
    }

    static int parameters(long time, long space) {
        int tokens = ScanSizes.sequences(space) * ScanSizes.tokens(time);
        return bc(time, space) + tokens * 2 * ScanSizes.states(space) * blocks(space);
    }

    static int parameterSums(long time, long space) {
        return parameters(time, space) + borders(time, space) * (ScanSizes.states(space) + 2);
    }

    /** Parts of the parameter gradients of a direction: one per sample and chunk. */
    static int parts(long time, long space) {
        return ScanSizes.batch(space) * ScanSizes.chunks(time);
    }

    /** Groups that those parts are summed in first. */
    static int groups(long time, long space) {
        int parts = parts(time, space);
        return parts < MAX_GROUPS ? parts : MAX_GROUPS;
    }
}
