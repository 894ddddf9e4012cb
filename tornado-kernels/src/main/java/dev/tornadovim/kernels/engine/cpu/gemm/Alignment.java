package dev.tornadovim.kernels.engine.cpu.gemm;

import java.lang.foreign.MemorySegment;

/** Work space that starts at a cache line, so that no vector load of a packed panel crosses one. */
final class Alignment {

    /** Floats to ask for beyond what is used. */
    static final int FLOATS = 16;

    private static final long BYTES = FLOATS * Float.BYTES;

    private Alignment() {}

    /** The part of {@code segment} from its first cache line on. */
    static MemorySegment align(MemorySegment segment) {
        return segment.asSlice(Math.floorMod(-segment.address(), BYTES));
    }
}
