package dev.tornadovim.experiments.efficiency;

import dev.tornadovim.kernels.op.attention.AttentionForm;
import dev.tornadovim.pipeline.model.DeitPresets;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.VimPresets;

/** A network of the comparison. */
enum Contender {
    /** Vision Mamba. */
    VIM("Vim-Ti"),
    /** The paper's baseline: each map of attention is stored whole. */
    DEIT_MATERIALIZED("DeiT-Ti, materialised"),
    /** The same network with maps that exist tile by tile (Dao et al., arXiv:2205.14135). */
    DEIT_STREAMING("DeiT-Ti, streaming");

    /** Side of a patch of all of them, in pixels. */
    static final int PATCH = 16;

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    /** Name in tables and legends. */
    String title() {
        return title;
    }

    /** The network for square images of that side, in pixels; its weights are not set. */
    ImageClassifier network(int pixels) {
        return switch (this) {
            case VIM -> VimPresets.of("vim_tiny").withImage(pixels, pixels).allocate();
            case DEIT_MATERIALIZED -> deit(pixels, AttentionForm.MATERIALISED);
            case DEIT_STREAMING -> deit(pixels, AttentionForm.STREAMING);
        };
    }

    private static ImageClassifier deit(int pixels, AttentionForm attention) {
        return DeitPresets.of("deit_tiny").withImage(pixels, pixels).allocate(attention);
    }
}
