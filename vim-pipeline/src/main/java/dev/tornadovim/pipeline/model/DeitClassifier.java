package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.op.attention.AttentionForm;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * DeiT as a classifier of images.
 *
 * @param weights its parameters
 * @param attention how the maps of attention are treated
 */
public record DeitClassifier(DeitParameters weights, AttentionForm attention)
        implements ImageClassifier {

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
    public Tensor logits(ProgramBuilder builder, Tensor image) {
        return DeitModel.of(weights).attention(attention).logits(builder, image);
    }

    @Override
    public ImageClassifier copy() {
        return new DeitClassifier(DeitParameters.allocate(config()), attention);
    }
}
