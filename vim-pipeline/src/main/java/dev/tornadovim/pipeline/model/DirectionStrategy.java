package dev.tornadovim.pipeline.model;

/** How a network sees its tokens in both directions (Vision Mamba, table 4). */
public enum DirectionStrategy {
    /** Forward only: plain Mamba ({@code bimamba_type="none"}). */
    NONE,
    /**
     * Layers work in pairs on the same input, the second of a pair in reversed time; their outputs
     * are added ({@code if_bidirectional=True}).
     */
    LAYER,
    /**
     * A second scan in reversed time inside each layer, with its own state matrix and everything else
     * shared ({@code bimamba_type="v1"}).
     */
    SSM,
    /**
     * A second convolution and scan in reversed time inside each layer, with their own parameters
     * ({@code bimamba_type="v2"}): the default.
     */
    SSM_CONV
}
