package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.pipeline.model.ClassToken;
import dev.tornadovim.pipeline.model.DeitConfig;
import dev.tornadovim.pipeline.model.DirectionStrategy;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.model.PositionEmbedding.Layout;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.model.VimPresets;

import java.util.List;

/**
 * Derives the configuration of a network from the shapes of its tensors, for files without one. What
 * shapes do not show is taken from the published networks. Of Vim: a class token in the middle,
 * averaged directions, patches that do not overlap, but stride 8 for the 27 × 27 grid of 16-pixel
 * patches; with rotary tables, as in the first version of the paper, a class token before the patches
 * and added directions. Of DeiT: heads 64 wide.
 */
public final class NetworkShapes {

    private static final int DEIT_HEAD_WIDTH = 64;

    private NetworkShapes() {}

    /** The configuration; refuses a file that holds neither a Vim nor a DeiT. */
    public static NetworkConfig infer(TensorSource source) {
        try {
            return source.names().contains("blocks.0.attn.qkv.weight") ? deit(source) : vim(source);
        } catch (IllegalArgumentException e) {
            throw new WeightsException(source.description(), e.getMessage(), e);
        }
    }

    /**
     * A known network with the classes and the grid of patches of a file.
     *
     * @param preset the network, for images of any size and any number of classes
     */
    public static NetworkConfig fit(NetworkConfig preset, TensorSource source) {
        requireUndistilled(source);
        try {
            var classToken = preset.positions().classToken();
            Layout grid = Layout.square(shape(source, "pos_embed", 3).dim(1), classToken);
            int classes = shape(source, "head.weight", 2).dim(0);
            if (grid.equals(preset.positions())) {
                return preset.withClasses(classes);
            }
            int image = (grid.height() - 1) * preset.stride() + preset.patchSize();
            return preset.withImage(image, image).withClasses(classes);
        } catch (IllegalArgumentException e) {
            throw new WeightsException(source.description(), e.getMessage(), e);
        }
    }

    /**
     * Refuses a DeiT with a distillation token, whose logits are the mean of two classifiers.
     *
     * @throws WeightsException if there is such a token, naming the tensor
     */
    static void requireUndistilled(TensorSource source) {
        List<String> signs =
                source.names().stream()
                        .filter(name -> name.matches("(.*\\.)?(dist_token|head_dist\\.weight)"))
                        .toList();
        if (!signs.isEmpty()) {
            throw new WeightsException(
                    source.description(),
                    "a distilled DeiT (it has %s), expected one without distillation"
                            .formatted(String.join(", ", signs)));
        }
    }

    private static DeitConfig deit(TensorSource source) {
        requireUndistilled(source);
        Shape patch = shape(source, "patch_embed.proj.weight", 4);
        int width = patch.dim(0);
        int size = patch.dim(3);
        if (width % DEIT_HEAD_WIDTH != 0) {
            throw new IllegalArgumentException(
                    "a DeiT of width %d: its number of heads is not known, name a preset"
                            .formatted(width));
        }
        Layout grid = Layout.square(shape(source, "pos_embed", 3).dim(1), ClassToken.HEAD);
        return DeitConfig.builder()
                .image(grid.height() * size, grid.width() * size)
                .channels(patch.dim(1))
                .patchSize(size)
                .dModel(width)
                .depth(depth(source, "blocks.", ".norm1.weight"))
                .heads(width / DEIT_HEAD_WIDTH)
                .mlpRatio(shape(source, "blocks.0.mlp.fc1.weight", 2).dim(0) / width)
                .classes(shape(source, "head.weight", 2).dim(0))
                .build();
    }

    private static int depth(TensorSource source, String before, String after) {
        int depth = 0;
        while (source.names().contains(before + depth + after)) {
            depth++;
        }
        return depth;
    }

    private static VimConfig vim(TensorSource source) {
        String mixer = "layers.0.mixer.";
        Shape patch = shape(source, "patch_embed.proj.weight", 4);
        Shape state = shape(source, mixer + "A_log", 2);
        Shape positions = shape(source, "pos_embed", 3);
        int width = patch.dim(0);
        int rank = shape(source, mixer + "dt_proj.weight", 2).dim(1);
        ClassToken classToken = classToken(source);
        Layout grid = Layout.square(positions.dim(1), classToken);
        int size = patch.dim(3);
        int stride = isStrideEight(grid, size) ? size / 2 : size;
        int image = (grid.height() - 1) * stride + size;
        return VimConfig.builder()
                .image(image, image)
                .channels(patch.dim(1))
                .patch(size, stride)
                .dModel(width)
                .depth(depth(source, "layers.", ".norm.weight"))
                .dState(state.dim(1))
                .dConv(shape(source, mixer + "conv1d.weight", 3).dim(2))
                .expand(state.dim(0) / width)
                .dtRank(rank == Math.ceilDiv(width, 16) ? VimConfig.AUTO : rank)
                .classes(shape(source, "head.weight", 2).dim(0))
                .direction(direction(source, mixer))
                .classToken(classToken)
                .rotary(RotaryBuffers.in(source))
                .divideOutput(!RotaryBuffers.in(source))
                .build();
    }

    private static boolean isStrideEight(Layout grid, int patchSize) {
        VimConfig published = VimPresets.of("vim_tiny_stride8");
        return patchSize == published.patchSize() && grid.height() == published.gridHeight();
    }

    private static ClassToken classToken(TensorSource source) {
        if (source.names().contains("cls_token")) {
            return RotaryBuffers.in(source) ? ClassToken.HEAD : ClassToken.MIDDLE;
        }
        return source.names().contains("cls_token_head") ? ClassToken.DOUBLE : ClassToken.MEAN;
    }

    private static DirectionStrategy direction(TensorSource source, String mixer) {
        if (source.names().contains(mixer + "conv1d_b.weight")) {
            return DirectionStrategy.SSM_CONV;
        }
        return source.names().contains(mixer + "A_b_log")
                ? DirectionStrategy.SSM
                : DirectionStrategy.NONE;
    }

    private static Shape shape(TensorSource source, String name, int rank) {
        if (!source.names().contains(name)) {
            throw new WeightsException(
                    source.description(), "no Vim or DeiT network: lacks " + name);
        }
        Shape shape = source.shape(name);
        if (shape.rank() != rank) {
            throw new WeightsException(
                    source.description(),
                    "no Vim or DeiT network: %s is %s, %d dimensions were expected"
                            .formatted(name, shape, rank));
        }
        return shape;
    }
}
