package dev.tornadovim.experiments.efficiency;

import dev.tornadovim.kernels.op.attention.AttentionForm;
import dev.tornadovim.pipeline.model.DeitClassifier;
import dev.tornadovim.pipeline.model.DeitConfig;
import dev.tornadovim.pipeline.model.DeitParameters;
import dev.tornadovim.pipeline.model.DeitPresets;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.VimClassifier;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.model.VimParameters;
import dev.tornadovim.pipeline.model.VimPresets;

/** A network of the comparison. */
public enum Contender {
    /** Vision Mamba. */
    VIM("Vim-Ti"),
    /** The paper's baseline: each map of attention is stored whole. */
    DEIT_MATERIALISED("DeiT-Ti, materialised"),
    /** The same network with maps that exist tile by tile (Dao et al., arXiv:2205.14135). */
    DEIT_STREAMING("DeiT-Ti, streaming");

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    /** Name in tables and legends. */
    public String title() {
        return title;
    }

    /** Number of patches of an image of that side, in pixels. */
    static int patches(int pixels) {
        int side = pixels / VimConfig.builder().build().patchSize();
        return side * side;
    }

    /** The network with initial weights for square images of that side, in pixels. */
    ImageClassifier network(int pixels) {
        ImageClassifier network =
                switch (this) {
                    case VIM -> {
                        VimConfig config = VimPresets.of("vim_tiny").withImage(pixels, pixels);
                        yield new VimClassifier(VimParameters.allocate(config), false);
                    }
                    case DEIT_MATERIALISED -> deit(pixels, AttentionForm.MATERIALISED);
                    case DEIT_STREAMING -> deit(pixels, AttentionForm.STREAMING);
                };
        network.initialise(0);
        return network;
    }

    private static DeitClassifier deit(int pixels, AttentionForm attention) {
        DeitConfig config = DeitPresets.of("deit_tiny").withImage(pixels, pixels);
        return new DeitClassifier(DeitParameters.allocate(config), attention, false);
    }
}
