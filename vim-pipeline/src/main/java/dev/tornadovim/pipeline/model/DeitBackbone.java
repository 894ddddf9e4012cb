package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * DeiT as a backbone with streaming attention.
 *
 * @param weights its parameters
 */
record DeitBackbone(DeitParameters weights) implements Backbone {

    @Override
    public DeitConfig config() {
        return weights.config();
    }

    @Override
    public List<ParameterBlock> blocks() {
        return weights.blocks();
    }

    @Override
    public void initialise(Tensor parameter, long seed) {
        DeitInitialiser.initialise(config(), parameter, seed);
    }

    @Override
    public List<Tensor> features(ProgramBuilder builder, Tensor image, int... after) {
        return FeatureMaps.of(
                builder, config(), DeitModel.of(weights).features(builder, image, after));
    }
}
