package dev.tornadovim.pipeline.onnx;

import dev.tornadovim.pipeline.model.DeitConfig;

import java.util.List;

/** DeiT as ONNX, with attention maps that are stored; no drop path, as in inference. */
final class DeitOnnx {

    private final Layers layers;
    private final Operators ops;
    private final DeitConfig config;

    private DeitOnnx(Layers layers, DeitConfig config) {
        this.layers = layers;
        this.ops = layers.ops();
        this.config = config;
    }

    /**
     * Appends the network.
     *
     * @param image [batch, channels, height, width]
     * @return logits, [batch, classes]
     */
    static Value logits(Layers layers, DeitConfig config, Value image) {
        return new DeitOnnx(layers, config).logits(image);
    }

    private Value logits(Value image) {
        Value x = layers.embed(image, config, List.of("cls_token"), 0);
        for (int i = 0; i < config.depth(); i++) {
            x = block("blocks." + i + ".", x);
        }
        // LayerNorm acts on each token alone, so the class token is taken out before it.
        Value chosen = ops.squeeze("pool", ops.gather("pool.token", x, 1, 0), 1);
        return layers.linear("head", layers.layerNorm("norm", chosen, config.normEps()));
    }

    private Value block(String name, Value x) {
        // x = x + Attention(LayerNorm(x))
        Value attended =
                attention(name + "attn.", layers.layerNorm(name + "norm1", x, config.normEps()));
        Value sum = ops.add(name + "attn", x, attended);
        // x = x + W2 GELU(W1 LayerNorm(x))
        Value normed = layers.layerNorm(name + "norm2", sum, config.normEps());
        Value hidden = layers.gelu(name + "mlp.act", layers.linear(name + "mlp.fc1", normed));
        return ops.add(name + "mlp", sum, layers.linear(name + "mlp.fc2", hidden));
    }

    /** softmax(q kᵀ / sqrt(width of a head)) v for each head, and the projection of all. */
    private Value attention(String name, Value h) {
        long d = config.dModel();
        List<Value> parts =
                ops.split(
                        name + "qkv.split",
                        layers.linear(name + "qkv", h),
                        List.of(name + "q", name + "k", name + "v"),
                        d,
                        d,
                        d);
        Value q = ops.transpose(name + "q.heads", heads(parts.get(0)), 0, 2, 1, 3);
        Value k = ops.transpose(name + "k.heads", heads(parts.get(1)), 0, 2, 3, 1);
        Value v = ops.transpose(name + "v.heads", heads(parts.get(2)), 0, 2, 1, 3);
        float scale = (float) (1 / Math.sqrt((double) config.dModel() / config.heads()));
        Value scores = ops.multiply(name + "scaled", ops.matMul(name + "scores", q, k), scale);
        Value mixed = ops.matMul(name + "mixed", ops.softmax(name + "softmax", scores), v);
        Value tokens = ops.transpose(name + "tokens", mixed, 0, 2, 1, 3);
        return layers.linear(name + "proj", ops.reshape(name + "joined", tokens, 0, 0, d));
    }

    /** [batch, tokens, D] as [batch, tokens, heads, width]. */
    private Value heads(Value x) {
        return ops.reshape(x.name() + ".split", x, 0, 0, config.heads(), -1);
    }
}
