package dev.tornadovim.pipeline.detection.network;

import dev.tornadovim.kernels.op.activation.Gelu;
import dev.tornadovim.kernels.op.pool2d.MaxPool2d;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.DetectionConfig.Pyramid;
import dev.tornadovim.pipeline.layer.DeconvLayer;
import dev.tornadovim.pipeline.layer.InitialValue;
import dev.tornadovim.pipeline.layer.NormLayer;
import dev.tornadovim.pipeline.layer.Parameters;
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
    private final Parameters parameters = new Parameters("pyramid", "");
    private final List<Level> levels = new ArrayList<>();

    /**
     * A level; a scale that needs fewer layers has null for the others.
     *
     * @param name suffix of its stage
     * @param pooled whether it starts with max pooling
     */
    private record Level(
            String name,
            DeconvLayer first,
            NormLayer norm,
            DeconvLayer second,
            boolean pooled,
            NormedConv channels,
            NormedConv output) {

        Tensor apply(ProgramBuilder builder, Tensor map) {
            Tensor x = map;
            if (first != null) {
                x = first.apply(builder, x);
            }
            if (second != null) {
                x = second.apply(builder, Gelu.apply(builder, norm.apply(builder, x)));
            }
            if (pooled) {
                x = MaxPool2d.apply(builder, x, 2, 2);
            }
            return output.apply(builder, channels.apply(builder, x));
        }
    }

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
        for (double scale : config.scales()) {
            levels.add(level(scale, width, decay));
        }
    }

    private Level level(double scale, int width, DecayRule decay) {
        int log = Integer.numberOfTrailingZeros((int) (stride / scale));
        String name = "backbone.simfp_" + log + ".";
        int in = scale == 4 ? width / 4 : scale == 2 ? width / 2 : width;
        DeconvLayer first = scale >= 2 ? deconv(name + 0, width, width / 2) : null;
        NormLayer norm =
                scale == 4 ? NormedConv.norm(parameters, name + 1, width / 2, decay) : null;
        DeconvLayer second = scale == 4 ? deconv(name + 3, width / 2, width / 2 / 2) : null;
        int next = firstConvolution(scale);
        int out = config.channels();
        return new Level(
                Integer.toString(log),
                first,
                norm,
                second,
                scale == 0.5,
                conv(name + next, in, out, 1, decay),
                conv(name + (next + 1), out, out, 3, decay));
    }

    private DeconvLayer deconv(String name, int in, int out) {
        return DeconvLayer.declare(parameters, name, in, out, true);
    }

    private NormedConv conv(String name, int in, int out, int kernel, DecayRule decay) {
        InitialValue weight = InitialValue.uniformByInputs(in * kernel * kernel);
        return NormedConv.declare(parameters, name, in, out, kernel, weight, decay);
    }

    /** Detectron2 numbers the layers of a level; those without parameters count. */
    private static int firstConvolution(double scale) {
        return scale == 4 ? 4 : scale == 1 ? 0 : 1;
    }

    /** All parameters. */
    public Parameters parameters() {
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
        List<Tensor> maps = new ArrayList<>();
        for (Level level : levels) {
            maps.add(builder.stage("pyramid." + level.name(), () -> level.apply(builder, map)));
        }
        Tensor coarsest = maps.getLast();
        maps.add(builder.stage("pyramid.top", () -> MaxPool2d.apply(builder, coarsest, 1, 2)));
        return maps;
    }
}
