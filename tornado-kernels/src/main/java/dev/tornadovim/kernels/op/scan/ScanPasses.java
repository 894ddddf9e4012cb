package dev.tornadovim.kernels.op.scan;

import java.util.ArrayList;
import java.util.List;

/**
 * Kernels that run one after another over a chunk. They are called through one call site, which sees
 * too many of them for C2 to inline any: each is compiled on its own. Inlined into one method, they
 * would exceed what C2 is willing to inline (NodeCountInliningCutoff), and vectors that cross a call
 * that is left over are boxed: measured 3 times slower, and changing from run to run.
 */
final class ScanPasses {

    /** A loop over the tokens of a chunk. */
    @FunctionalInterface
    interface Pass {
        /**
         * Runs the loop.
         *
         * @param w work array of the thread, see {@link ScanTile}
         * @param length tokens of the chunk
         * @param i first channel, a multiple of the vector length
         * @param n state, for passes over one state
         */
        void run(float[] w, ScanTile tile, int length, int i, int n);
    }

    private record Call(Pass pass, int state) {}

    private final List<Call> calls = new ArrayList<>();
    private Pass[] passes = {};
    private int[] states = {};

    /** Adds a pass. */
    ScanPasses then(Pass pass) {
        return then(pass, 0);
    }

    /** Adds a pass for one state. */
    ScanPasses then(Pass pass, int state) {
        calls.add(new Call(pass, state));
        passes = calls.stream().map(Call::pass).toArray(Pass[]::new);
        states = calls.stream().mapToInt(Call::state).toArray();
        return this;
    }

    /** Runs all passes for the channels from i on. */
    void run(float[] w, ScanTile tile, int length, int i) {
        for (int j = 0; j < passes.length; j++) {
            passes[j].run(w, tile, length, i, states[j]);
        }
    }
}
