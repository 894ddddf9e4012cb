package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.op.activation.Gelu;
import dev.tornadovim.kernels.op.attention.Attention;
import dev.tornadovim.kernels.op.attention.AttentionForm;
import dev.tornadovim.kernels.op.elementwise.Add;
import dev.tornadovim.kernels.op.pool.SelectTokens;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.layer.InitialValue;
import dev.tornadovim.pipeline.layer.LinearLayer;
import dev.tornadovim.pipeline.layer.NormLayer;
import dev.tornadovim.pipeline.layer.Parameters;

import java.util.ArrayList;
import java.util.List;

/**
 * DeiT (Touvron et al., 2021; timm 0.4.12, {@code vision_transformer.py}): the attention baseline.
 * Names and initial values are timm's, which the official checkpoints use too: truncated normals of
 * standard deviation 0.02 for tokens, positions and linear layers, PyTorch's default for the patch
 * projection.
 */
final class DeitTrunk extends Trunk {

    private final DeitConfig config;
    private final AttentionForm form;
    private final List<Block> blocks = new ArrayList<>();
    private final NormLayer norm;
    private final LinearLayer classifier;

    DeitTrunk(DeitConfig config, Role role, AttentionForm form) {
        super(
                config,
                role,
                InitialValue.uniformByInputs(config.patchValues()),
                InitialValue.uniformByInputs(config.patchValues()));
        this.config = config;
        this.form = form;
        for (int i = 0; i < config.depth(); i++) {
            blocks.add(new Block(layer(role, "blocks." + i), role.decay(), i));
        }
        Parameters end = role.classifier() ? end() : null;
        norm = end == null ? null : norm(end, "norm");
        classifier = end == null ? null : classifier(end);
    }

    /** PyTorch's own norm, which no rule decays. */
    private NormLayer norm(Parameters p, String name) {
        return NormLayer.declare(p, name, config.dModel(), false, config.normEps());
    }

    private final class Block {

        private final float dropPathRate;
        private final String name;
        private final NormLayer norm1;
        private final LinearLayer qkv;
        private final LinearLayer proj;
        private final NormLayer norm2;
        private final LinearLayer fc1;
        private final LinearLayer fc2;

        Block(Parameters p, DecayRule decay, int index) {
            dropPathRate = config.dropPathRate(index);
            name = index + ".";
            int d = config.dModel();
            boolean bias = decay.vectors();
            norm1 = norm(p, "norm1");
            qkv = LinearLayer.declare(p, "attn.qkv", d, 3 * d, PatchTokens.TOKEN, bias);
            proj = LinearLayer.declare(p, "attn.proj", d, d, PatchTokens.TOKEN, bias);
            norm2 = norm(p, "norm2");
            int hidden = config.mlpHidden();
            fc1 = LinearLayer.declare(p, "mlp.fc1", d, hidden, PatchTokens.TOKEN, bias);
            fc2 = LinearLayer.declare(p, "mlp.fc2", hidden, d, PatchTokens.TOKEN, bias);
        }

        Tensor apply(ProgramBuilder builder, Tensor x) {
            // x = x + DropPath(Attention(LayerNorm(x)))
            Tensor heads = qkv.apply(builder, norm1.apply(builder, x));
            Tensor attended = Attention.apply(builder, heads, config.heads(), form);
            Tensor mixed = proj.apply(builder, attended);
            Tensor sum =
                    Add.apply(builder, x, dropPath(builder, name + "attn", dropPathRate, mixed));
            // x = x + DropPath(W2 GELU(W1 LayerNorm(x)))
            Tensor hidden = Gelu.apply(builder, fc1.apply(builder, norm2.apply(builder, sum)));
            Tensor out = fc2.apply(builder, hidden);
            return Add.apply(builder, sum, dropPath(builder, name + "mlp", dropPathRate, out));
        }
    }

    @Override
    Trunk copy() {
        return new DeitTrunk(config, Role.CLASSIFIER, form);
    }

    @Override
    Stream layers(ProgramBuilder builder, int i, Stream in) {
        Block block = blocks.get(i);
        return stage(builder, i, () -> new Stream(block.apply(builder, in.hidden()), null));
    }

    @Override
    Tensor features(ProgramBuilder builder, int layer, Stream out) {
        return out.hidden();
    }

    @Override
    Tensor head(ProgramBuilder builder, Stream last) {
        // LayerNorm acts on each token alone, so the class token is taken out before it.
        Tensor chosen = SelectTokens.apply(builder, last.hidden(), config.classTokenPositions());
        return classifier.apply(builder, norm.apply(builder, chosen));
    }
}
