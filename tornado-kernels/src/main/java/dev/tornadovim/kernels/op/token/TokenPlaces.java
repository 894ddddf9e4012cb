package dev.tornadovim.kernels.op.token;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.stream.IntStream;

/**
 * Which token of a sequence holds which patch; the other tokens are class tokens.
 *
 * @param patches for each token the index of its patch, -1 for a class token
 * @param table the same as floats, for kernels
 */
record TokenPlaces(int[] patches, Tensor table) {

    /** The places in a sequence of {@code tokens} with class tokens at {@code positions}. */
    static TokenPlaces of(int tokens, int... positions) {
        int[] patches = patches(tokens, positions);
        float[] values = new float[tokens];
        for (int token = 0; token < tokens; token++) {
            values[token] = patches[token];
        }
        Tensor table = Tensor.allocated("patchOf", Shape.of(tokens), Storage.Kind.STATE);
        table.set(values);
        return new TokenPlaces(patches, table);
    }

    /** For each token the index of its patch, -1 for a class token. */
    static int[] patches(int tokens, int... positions) {
        int[] patches = new int[tokens];
        for (int at : positions) {
            patches[at] = -1;
        }
        int next = 0;
        for (int token = 0; token < tokens; token++) {
            if (patches[token] == 0) {
                patches[token] = next++;
            }
        }
        return patches;
    }

    /** For each patch the token that holds it. */
    int[] tokens() {
        return IntStream.range(0, patches.length).filter(token -> patches[token] >= 0).toArray();
    }
}
