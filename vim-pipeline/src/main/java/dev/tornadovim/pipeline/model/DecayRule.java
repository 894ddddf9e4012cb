package dev.tornadovim.pipeline.model;

/**
 * Which parameters have weight decay. Matrices and the kernels of convolutions always have; the rules
 * are those of the frameworks that hustvl/Vim trains with.
 */
public enum DecayRule {
    /** Nothing else (timm, {@code add_weight_decay}). */
    TIMM,
    /**
     * The position embedding and class tokens too: the layer decay constructor of mmsegmentation
     * exempts them by names that lack the prefix {@code backbone.}.
     */
    MMSEGMENTATION,
    /**
     * Everything but the position embedding and PyTorch's own norms (Detectron2, {@code
     * get_default_optimizer_params}): biases, {@code D}, class tokens, and the norms of Vim and of
     * Detectron2, which are classes of their own.
     */
    DETECTRON2;

    boolean positions() {
        return this == MMSEGMENTATION;
    }

    boolean classTokens() {
        return this != TIMM;
    }

    /** Whether biases, {@code D} and norms that are not PyTorch's have weight decay. */
    public boolean vectors() {
        return this == DETECTRON2;
    }
}
