package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * DeiT as a backbone with streaming attention.
 *
 * @param weights its parameters
 * @param recompute whether blocks are computed again on the way back, to save memory
 */
record DeitBackbone(DeitParameters weights, boolean recompute) implements Backbone {

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
        DeitModel model =
                DeitModel.of(weights).recomputing(block -> recompute && builder.training());
        return FeatureMaps.of(builder, config(), model.features(builder, image, after));
    }
}
