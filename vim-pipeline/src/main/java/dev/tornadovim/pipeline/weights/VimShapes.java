package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.pipeline.model.ClassToken;
import dev.tornadovim.pipeline.model.DirectionStrategy;
import dev.tornadovim.pipeline.model.PositionEmbedding.Layout;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.model.VimPresets;

/**
 * The configuration of a network from the shapes of its tensors, for files that come without one.
 * What shapes do not tell is taken as in the published networks: a class token in the middle,
 * averaged directions, patches that do not overlap, but stride 8 for the 27 × 27 grid of 16-pixel
 * patches.
 */
public final class VimShapes {

    private VimShapes() {}

    /** The configuration; a file that holds no Vim network is refused with one line. */
    public static VimConfig infer(TensorSource source) {
        String mixer = "layers.0.mixer.";
        Shape patch = shape(source, "patch_embed.proj.weight", 4);
        Shape state = shape(source, mixer + "A_log", 2);
        Shape positions = shape(source, "pos_embed", 3);
        int width = patch.dim(0);
        int rank = shape(source, mixer + "dt_proj.weight", 2).dim(1);
        int depth = 0;
        while (source.names().contains("layers." + depth + ".norm.weight")) {
            depth++;
        }
        ClassToken classToken = classToken(source);
        try {
            Layout grid = Layout.square(positions.dim(1), classToken);
            int size = patch.dim(3);
            int stride = isStrideEight(grid, size) ? size / 2 : size;
            int image = (grid.height() - 1) * stride + size;
            return VimConfig.builder()
                    .image(image, image)
                    .channels(patch.dim(1))
                    .patch(size, stride)
                    .dModel(width)
                    .depth(depth)
                    .dState(state.dim(1))
                    .dConv(shape(source, mixer + "conv1d.weight", 3).dim(2))
                    .expand(state.dim(0) / width)
                    .dtRank(rank == Math.ceilDiv(width, 16) ? VimConfig.AUTO : rank)
                    .classes(shape(source, "head.weight", 2).dim(0))
                    .direction(direction(source, mixer))
                    .classToken(classToken)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new WeightsException(source.description(), e.getMessage(), e);
        }
    }

    private static boolean isStrideEight(Layout grid, int patchSize) {
        VimConfig published = VimPresets.of("vim_tiny_stride8");
        return patchSize == published.patchSize() && grid.height() == published.gridHeight();
    }

    private static ClassToken classToken(TensorSource source) {
        if (source.names().contains("cls_token")) {
            return ClassToken.MIDDLE;
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
            throw new WeightsException(source.description(), "no Vim network: lacks " + name);
        }
        Shape shape = source.shape(name);
        if (shape.rank() != rank) {
            throw new WeightsException(
                    source.description(),
                    "no Vim network: %s is %s, %d dimensions were expected"
                            .formatted(name, shape, rank));
        }
        return shape;
    }
}
