package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * Vision Mamba as a classifier of images.
 *
 * @param weights its parameters
 */
public record VimClassifier(VimParameters weights) implements ImageClassifier {

    @Override
    public VimConfig config() {
        return weights.config();
    }

    @Override
    public List<ParameterBlock> blocks() {
        return weights.blocks();
    }

    @Override
    public void initialise(Tensor parameter, long seed) {
        VimInitialiser.initialise(config(), parameter, seed);
    }

    @Override
    public Tensor logits(ProgramBuilder builder, Tensor image) {
        return VimModel.of(weights).logits(builder, image);
    }

    @Override
    public ImageClassifier copy() {
        return new VimClassifier(VimParameters.allocate(config()));
    }
}
