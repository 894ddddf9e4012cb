package dev.tornadovim.pipeline.segmentation;

import dev.tornadovim.kernels.op.concat.Concat;
import dev.tornadovim.kernels.op.elementwise.Add;
import dev.tornadovim.kernels.op.pool2d.AdaptiveAvgPool2d;
import dev.tornadovim.kernels.op.resize.BilinearResize;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.segmentation.Part.ConvModule;

import java.util.ArrayList;
import java.util.List;

/**
 * The decode head of UperNet (Xiao et al., "Unified Perceptual Parsing for Scene Understanding", 2018;
 * mmsegmentation 0.29, {@code uper_head.py}): pyramid pooling on the coarsest map, a path from coarse
 * to fine, and a classifier on all levels together. Every convolution is followed by batch norm and
 * ReLU; resizing is bilinear without aligned corners.
 */
final class UPerHead {

    private static final String NAME = "decode_head";

    private final SegmentationConfig config;
    private final Part part = new Part(NAME, NAME + ".");
    private final ClassifierLayer classifier;
    private final List<ConvModule> pooled = new ArrayList<>();
    private final ConvModule bottleneck;
    private final List<ConvModule> laterals = new ArrayList<>();
    private final List<ConvModule> outputs = new ArrayList<>();
    private final ConvModule fused;

    UPerHead(SegmentationConfig config) {
        this.config = config;
        int width = config.backbone().dModel();
        int channels = config.channels();
        int scales = config.poolScales().size();
        classifier = ClassifierLayer.declare(part, NAME, channels, config);
        for (int i = 0; i < scales; i++) {
            String name = "psp_modules." + i + ".1";
            pooled.add(part.convolutionNormRelu(name, width, channels, 1));
        }
        bottleneck = part.convolutionNormRelu("bottleneck", width + scales * channels, channels, 3);
        for (int i = 0; i < Neck.LEVELS - 1; i++) {
            laterals.add(part.convolutionNormRelu("lateral_convs." + i, width, channels, 1));
            outputs.add(part.convolutionNormRelu("fpn_convs." + i, channels, channels, 3));
        }
        fused = part.convolutionNormRelu("fpn_bottleneck", Neck.LEVELS * channels, channels, 3);
    }

    Part part() {
        return part;
    }

    /**
     * Appends the head.
     *
     * @param maps the pyramid, finest first, each [batch, height, width, D]
     * @return logits of the size of the finest map, [batch, height, width, classes]
     */
    Tensor apply(ProgramBuilder builder, List<Tensor> maps) {
        List<Tensor> levels = new ArrayList<>();
        for (int i = 0; i < Neck.LEVELS - 1; i++) {
            levels.add(laterals.get(i).apply(builder, maps.get(i)));
        }
        levels.add(pyramidPooling(builder, maps.getLast()));
        for (int i = Neck.LEVELS - 1; i > 0; i--) {
            Tensor finer = levels.get(i - 1);
            levels.set(i - 1, Add.apply(builder, finer, resize(builder, levels.get(i), finer)));
        }
        for (int i = 0; i < Neck.LEVELS - 1; i++) {
            levels.set(i, outputs.get(i).apply(builder, levels.get(i)));
        }
        for (int i = 1; i < Neck.LEVELS; i++) {
            levels.set(i, resize(builder, levels.get(i), levels.getFirst()));
        }
        Tensor all = Concat.apply(builder, levels);
        return classifier.apply(builder, fused.apply(builder, all));
    }

    private Tensor pyramidPooling(ProgramBuilder builder, Tensor x) {
        List<Tensor> all = new ArrayList<>();
        all.add(x);
        for (int i = 0; i < config.poolScales().size(); i++) {
            int scale = config.poolScales().get(i);
            Tensor cells = AdaptiveAvgPool2d.apply(builder, x, scale, scale);
            all.add(resize(builder, pooled.get(i).apply(builder, cells), x));
        }
        return bottleneck.apply(builder, Concat.apply(builder, all));
    }

    private static Tensor resize(ProgramBuilder builder, Tensor x, Tensor like) {
        return BilinearResize.apply(builder, x, like.dim(1), like.dim(2), false);
    }
}
