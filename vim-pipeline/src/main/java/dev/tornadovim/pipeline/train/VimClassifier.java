package dev.tornadovim.pipeline.train;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.model.VimModel;
import dev.tornadovim.pipeline.model.VimParameters;

import java.util.List;

/**
 * Vision Mamba as a trainer sees it.
 *
 * @param parameters of the network
 * @param recompute whether layers are computed again on the way back, to save memory
 */
public record VimClassifier(VimParameters parameters, boolean recompute)
        implements ImageClassifier {

    @Override
    public List<ParameterBlock> blocks() {
        return parameters.blocks();
    }

    @Override
    public Shape imageShape(int batch) {
        VimConfig config = parameters.config();
        return Shape.of(batch, config.channels(), config.imageHeight(), config.imageWidth());
    }

    @Override
    public int classes() {
        return parameters.config().classes();
    }

    @Override
    public Tensor logits(ProgramBuilder builder, Tensor image) {
        return VimModel.of(parameters)
                .recomputing(layer -> recompute && builder.training())
                .logits(builder, image);
    }

    @Override
    public ImageClassifier copy() {
        return new VimClassifier(VimParameters.allocate(parameters.config()), false);
    }
}
