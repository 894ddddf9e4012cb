package dev.tornadovim.pipeline.detection.network;

import dev.tornadovim.kernels.op.activation.Gelu;
import dev.tornadovim.kernels.op.pool2d.MaxPool2d;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.DetectionConfig.Pyramid;
import dev.tornadovim.pipeline.model.DecayRule;

import java.util.ArrayList;
import java.util.List;

/**
 * ViTDet's simple feature pyramid (Li et al., 2022, figure 2): the last map of a plain backbone at
 * scales 4 (two transposed convolutions with norm and GELU between), 2 (one), 1 and 0.5 (max pooling),
 * each then a 1×1 and a 3×3 convolution with norm; and one more level, every other value of the
 * coarsest.
 */
public final class FeaturePyramid {

    private final Pyramid config;
    private final int stride;
    private final ParameterBlock parameters;

    /**
     * Allocates the parameters, zeroed.
     *
     * @param stride of the backbone's map, in pixels: its patch size
     * @param width channels of that map
     * @param decay whether norms have weight decay
     */
    public FeaturePyramid(Pyramid config, int stride, int width, DecayRule decay) {
        if (Integer.bitCount(stride) != 1 || stride < config.scales().getFirst()) {
            throw new IllegalArgumentException(
                    "a pyramid of scales %s needs a patch size that is a power of two and at least"
                                    .formatted(config.scales())
                            + " the largest scale, not "
                            + stride);
        }
        this.config = config;
        this.stride = stride;
        var block = ParameterBlock.withoutPrefix("pyramid");
        for (double scale : config.scales()) {
            declare(block, name(scale), scale, width, decay);
        }
        parameters = block.build();
    }

    private void declare(
            ParameterBlock.Builder block, String name, double scale, int width, DecayRule decay) {
        int in = width;
        if (scale >= 2) {
            in = width / 2;
            Layers.declareDeconv(block, name + ".0", width, in);
        }
        if (scale == 4) {
            Layers.declareNorm(block, name + ".1", in, decay);
            Layers.declareDeconv(block, name + ".3", in, in / 2);
            in = in / 2;
        }
        int first = firstConvolution(scale);
        int out = config.channels();
        Layers.declareNormedConv(block, name + "." + first, in, out, 1, decay);
        Layers.declareNormedConv(block, name + "." + (first + 1), out, out, 3, decay);
    }

    /** Detectron2 numbers the layers of a level; those without parameters count. */
    private static int firstConvolution(double scale) {
        return scale == 4 ? 4 : scale == 1 ? 0 : 1;
    }

    private String name(double scale) {
        return "backbone.simfp_" + Integer.numberOfTrailingZeros((int) (stride / scale));
    }

    /** All parameters. */
    public ParameterBlock parameters() {
        return parameters;
    }

    /** Pixels from one place to the next, by level. */
    public List<Integer> strides() {
        List<Integer> strides = new ArrayList<>();
        config.scales().forEach(scale -> strides.add((int) (stride / scale)));
        strides.add(2 * strides.getLast());
        return List.copyOf(strides);
    }

    /**
     * Appends a stage a level.
     *
     * @param map [batch, height, width, backbone's channels]
     * @return finest level first, [batch, height · scale, width · scale, channels]
     */
    public List<Tensor> apply(ProgramBuilder builder, Tensor map) {
        List<Tensor> levels = new ArrayList<>();
        for (double scale : config.scales()) {
            String name = name(scale);
            String stage = "pyramid." + name.substring(name.lastIndexOf('_') + 1);
            levels.add(builder.stage(stage, () -> level(builder, name, scale, map)));
        }
        Tensor coarsest = levels.getLast();
        levels.add(builder.stage("pyramid.top", () -> MaxPool2d.apply(builder, coarsest, 1, 2)));
        return levels;
    }

    private Tensor level(ProgramBuilder builder, String name, double scale, Tensor map) {
        Tensor x = map;
        if (scale >= 2) {
            x = Layers.deconv(builder, parameters, name + ".0", x);
        }
        if (scale == 4) {
            x = Gelu.apply(builder, Layers.norm(builder, parameters, name + ".1", x));
            x = Layers.deconv(builder, parameters, name + ".3", x);
        }
        if (scale == 0.5) {
            x = MaxPool2d.apply(builder, x, 2, 2);
        }
        int first = firstConvolution(scale);
        x = Layers.normedConv(builder, parameters, name + "." + first, x);
        return Layers.normedConv(builder, parameters, name + "." + (first + 1), x);
    }
}
