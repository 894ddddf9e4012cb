package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * Vision Mamba as a backbone, whatever its class tokens: they take part in the sequence and are left
 * out of the maps.
 *
 * @param weights its parameters
 */
record VimBackbone(VimParameters weights) implements Backbone {

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
    public List<Tensor> features(ProgramBuilder builder, Tensor image, int... after) {
        return FeatureMaps.of(
                builder, config(), VimModel.of(weights).features(builder, image, after));
    }
}
