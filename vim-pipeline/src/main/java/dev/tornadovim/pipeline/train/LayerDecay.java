package dev.tornadovim.pipeline.train;

/**
 * Layer-wise decay of the learning rate (BEiT, arXiv:2106.08254, {@code
 * LayerDecayOptimizerConstructor}): layers nearer to the image learn more slowly. The official Vim
 * code passes layer numbers that never match the names of its blocks, so there the decay has no
 * effect on them; here it has.
 *
 * @param decay ratio of the rate of a layer to that of the next layer; 1 for one rate everywhere
 * @param depth number of layers of the network
 */
public record LayerDecay(double decay, int depth) {

    /** Checks the range. */
    public LayerDecay {
        if (!(decay > 0 && decay <= 1)) {
            throw new IllegalArgumentException(
                    "finetune.layerDecay must be more than 0 and at most 1, not " + decay);
        }
    }

    /**
     * Factor of the learning rate, decay^(depth + 1 - layer).
     *
     * @param layer 0 for embeddings, i + 1 for layer i, depth + 1 for everything after them
     */
    public double scale(int layer) {
        return Math.pow(decay, depth + 1 - layer);
    }
}
