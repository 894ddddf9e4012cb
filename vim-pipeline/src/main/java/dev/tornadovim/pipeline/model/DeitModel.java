package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.op.activation.Gelu;
import dev.tornadovim.kernels.op.attention.Attention;
import dev.tornadovim.kernels.op.attention.AttentionForm;
import dev.tornadovim.kernels.op.drop.DropKeys;
import dev.tornadovim.kernels.op.drop.DropPath;
import dev.tornadovim.kernels.op.elementwise.Add;
import dev.tornadovim.kernels.op.layernorm.LayerNorm;
import dev.tornadovim.kernels.op.linear.Linear;
import dev.tornadovim.kernels.op.patch.PatchEmbedding;
import dev.tornadovim.kernels.op.pool.SelectTokens;
import dev.tornadovim.kernels.op.token.EmbedTokens;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * DeiT (Touvron et al., 2021; timm, {@code vision_transformer.py}): the attention baseline. Appends
 * the stages {@code embed}, {@code block.0} …, {@code head} to a program; loss and gradients are the
 * caller's.
 *
 * <p>In a program for training, drop path takes its {@link DropKeys keys} from inputs whose names
 * start with {@value #RANDOM_KEY}; the host sets new ones before each step.
 */
public final class DeitModel {

    /** Start of the names of the inputs that hold random keys. */
    public static final String RANDOM_KEY = "random.";

    static final int[] CLASS_TOKEN = {0};

    private final DeitConfig config;
    private final DeitParameters parameters;
    private final AttentionForm form;

    private DeitModel(DeitParameters parameters, AttentionForm form) {
        this.config = parameters.config();
        this.parameters = parameters;
        this.form = form;
    }

    /** A network with streaming attention. */
    public static DeitModel of(DeitParameters parameters) {
        return new DeitModel(parameters, AttentionForm.STREAMING);
    }

    /** The same network with another form of attention. */
    public DeitModel attention(AttentionForm other) {
        return new DeitModel(parameters, other);
    }

    /**
     * Appends the whole network.
     *
     * @param image [batch, channels, height, width]
     * @return logits, [batch, classes]
     */
    public Tensor logits(ProgramBuilder builder, Tensor image) {
        Tensor x = embedStage(builder, image);
        for (int i = 0; i < config.depth(); i++) {
            x = blockStage(builder, i, x);
        }
        Tensor last = x;
        return builder.stage("head", () -> head(builder, last));
    }

    /**
     * Appends the network up to the last of some blocks, for dense tasks.
     *
     * @param image [batch, channels, height, width]
     * @param after blocks, ascending
     * @return the output of each of those blocks, [batch, tokens, D], class token included
     */
    public List<Tensor> features(ProgramBuilder builder, Tensor image, int... after) {
        List<Tensor> features = new ArrayList<>();
        Tensor x = embedStage(builder, image);
        for (int i = 0; features.size() < after.length; i++) {
            if (i >= config.depth() || i > after[features.size()]) {
                throw new IllegalArgumentException(
                        "no features after layer " + after[features.size()] + " of " + config);
            }
            x = blockStage(builder, i, x);
            if (i == after[features.size()]) {
                features.add(x);
            }
        }
        return features;
    }

    private Tensor embedStage(ProgramBuilder builder, Tensor image) {
        Shape shape =
                Shape.of(
                        image.dim(0), config.channels(), config.imageHeight(), config.imageWidth());
        if (!image.shape().equals(shape)) {
            throw new IllegalArgumentException(
                    "expected an image batch " + shape + ", got " + image);
        }
        return builder.stage("embed", () -> embed(builder, image));
    }

    private Tensor embed(ProgramBuilder builder, Tensor image) {
        ParameterBlock p = parameters.embedding();
        // patches = W_patch * image + b, a convolution without padding, flattened row by row
        Tensor patches =
                PatchEmbedding.apply(
                        builder,
                        image,
                        p.get("patch_embed.proj.weight"),
                        p.get("patch_embed.proj.bias"),
                        config.patchSize());
        // x = [class token, patches] + position embedding
        return EmbedTokens.apply(
                builder, patches, List.of(p.get("cls_token")), CLASS_TOKEN, p.get("pos_embed"));
    }

    private Tensor blockStage(ProgramBuilder builder, int i, Tensor x) {
        return builder.checkpointedStage("block." + i, () -> List.of(block(builder, i, x)))
                .getFirst();
    }

    private Tensor block(ProgramBuilder builder, int i, Tensor x) {
        ParameterBlock p = parameters.layer(i);
        // x = x + DropPath(Attention(LayerNorm(x)))
        Tensor qkv = linear(builder, p, "attn.qkv", norm(builder, p, "norm1", x));
        Tensor attended = Attention.apply(builder, qkv, config.heads(), form);
        Tensor mixed = linear(builder, p, "attn.proj", attended);
        Tensor sum = Add.apply(builder, x, dropPath(builder, i, "attn", mixed));
        // x = x + DropPath(W2 GELU(W1 LayerNorm(x)))
        Tensor hidden = linear(builder, p, "mlp.fc1", norm(builder, p, "norm2", sum));
        Tensor out = linear(builder, p, "mlp.fc2", Gelu.apply(builder, hidden));
        return Add.apply(builder, sum, dropPath(builder, i, "mlp", out));
    }

    private Tensor head(ProgramBuilder builder, Tensor x) {
        ParameterBlock p = parameters.head();
        // LayerNorm acts on each token alone, so the class token is taken out before it.
        Tensor chosen = SelectTokens.apply(builder, x, CLASS_TOKEN);
        return linear(builder, p, "head", norm(builder, p, "norm", chosen));
    }

    private Tensor norm(ProgramBuilder builder, ParameterBlock p, String name, Tensor x) {
        return LayerNorm.apply(
                builder, x, p.get(name + ".weight"), p.get(name + ".bias"), config.normEps());
    }

    private static Tensor linear(ProgramBuilder builder, ParameterBlock p, String name, Tensor x) {
        return Linear.apply(builder, x, p.get(name + ".weight"), p.get(name + ".bias"));
    }

    private Tensor dropPath(ProgramBuilder builder, int block, String branch, Tensor x) {
        float rate = config.dropPathRate(block);
        if (!builder.training() || rate == 0) {
            return x;
        }
        Tensor key = builder.input(RANDOM_KEY + "dropPath." + block + "." + branch, DropKeys.SHAPE);
        return DropPath.apply(builder, x, rate, key);
    }
}
