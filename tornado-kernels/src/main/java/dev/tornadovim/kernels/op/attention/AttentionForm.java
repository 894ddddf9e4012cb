package dev.tornadovim.kernels.op.attention;

/** How attention treats its tokens x tokens maps. */
public enum AttentionForm {
    /**
     * Logits and weights of all pairs of tokens are stored: memory grows with the square of the
     * tokens. What the paper's comparison with DeiT ran.
     */
    MATERIALISED,
    /**
     * Maps exist tile by tile and are recomputed in the backward pass: memory grows linearly with the
     * tokens.
     */
    STREAMING
}
