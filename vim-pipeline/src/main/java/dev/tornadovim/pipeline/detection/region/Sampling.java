package dev.tornadovim.pipeline.detection.region;

import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.augment.SampleRandom.Purpose;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * Random choices of one step. They depend on the step's key alone, so that a resumed run draws the
 * same.
 *
 * @param key a tensor as {@code DropKeys} sets it
 */
record Sampling(Tensor key) {

    /** What a generator is for; each use has its own numbers. */
    enum Use {
        ANCHORS,
        PROPOSALS
    }

    /** The generator for one image of the batch. */
    SampleRandom random(Use use, int image) {
        float[] parts = key.toArray();
        long seed = (long) parts[0] << 24 | (long) parts[1];
        return SampleRandom.of(seed, Purpose.SAMPLE, use.ordinal(), image);
    }
}
