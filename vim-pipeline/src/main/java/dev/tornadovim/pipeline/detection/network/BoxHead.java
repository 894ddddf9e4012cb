package dev.tornadovim.pipeline.detection.network;

import dev.tornadovim.kernels.op.activation.Relu;
import dev.tornadovim.kernels.op.conv2d.Conv2d;
import dev.tornadovim.kernels.op.elementwise.Scale;
import dev.tornadovim.kernels.op.linear.Linear;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.DetectionConfig.BoxHeads;
import dev.tornadovim.pipeline.model.DecayRule;

/**
 * The box head of one stage of the cascade (Cai and Vasconcelos, "Cascade R-CNN", 2018; Detectron2's
 * {@code FastRCNNConvFCHead} and {@code FastRCNNOutputLayers}): features of a box, convolutions with
 * norm, a fully connected layer, then logits of the classes and of background, and four offsets for
 * all classes together.
 */
public final class BoxHead {

    private final BoxHeads config;
    private final String head;
    private final String predictor;
    private final int stage;
    private final ParameterBlock parameters;

    /**
     * What the head says of boxes.
     *
     * @param logits [boxes, classes + 1], background last
     * @param deltas [boxes, 4]
     */
    public record Prediction(Tensor logits, Tensor deltas) {}

    /**
     * Allocates the parameters of a stage, zeroed.
     *
     * @param in channels of the pyramid
     * @param decay whether norms have weight decay
     */
    public BoxHead(BoxHeads config, int stage, int in, int classes, DecayRule decay) {
        this.config = config;
        this.stage = stage;
        head = "roi_heads.box_head." + stage + ".";
        predictor = "roi_heads.box_predictor." + stage + ".";
        int channels = in;
        var block = ParameterBlock.withoutPrefix("box." + stage);
        for (int i = 1; i <= config.convolutions(); i++) {
            Layers.declareNormedConv(
                    block, head + "conv" + i, channels, config.channels(), 3, decay);
            channels = config.channels();
        }
        int features = channels * config.resolution() * config.resolution();
        Layers.declareLinear(block, head + "fc1", features, config.hidden());
        Layers.declareLinear(block, predictor + "cls_score", config.hidden(), classes + 1);
        Layers.declareLinear(block, predictor + "bbox_pred", config.hidden(), 4);
        parameters = block.build();
    }

    /** All parameters. */
    public ParameterBlock parameters() {
        return parameters;
    }

    /**
     * Appends one stage.
     *
     * @param boxes [boxes, 6] as {@code RoiAlign} takes them
     */
    public Prediction apply(ProgramBuilder builder, RegionFeatures features, Tensor boxes) {
        return builder.stage("box." + stage, () -> predict(builder, features, boxes));
    }

    private Prediction predict(ProgramBuilder builder, RegionFeatures features, Tensor boxes) {
        Tensor pooled = features.pool(builder, boxes, config.resolution());
        // The pyramid's gradient is the mean over the stages, not their sum.
        Tensor x = Scale.applyToGradient(builder, pooled, 1f / config.stages().size());
        for (int i = 1; i <= config.convolutions(); i++) {
            x = Relu.apply(builder, Layers.normedConv(builder, parameters, head + "conv" + i, x));
        }
        Tensor hidden = Relu.apply(builder, fullyConnected(builder, x));
        return new Prediction(
                linear(builder, "cls_score", hidden), linear(builder, "bbox_pred", hidden));
    }

    /**
     * A linear layer on the flattened square, channel by channel as PyTorch flattens it: the same as a
     * convolution whose window is the whole square.
     */
    private Tensor fullyConnected(ProgramBuilder builder, Tensor x) {
        Shape window =
                Shape.of(config.hidden(), x.columns(), config.resolution(), config.resolution());
        Tensor weight = parameters.get(head + "fc1.weight").reshape(window);
        Tensor y = Conv2d.apply(builder, x, weight, parameters.get(head + "fc1.bias"), 1, 0);
        return y.reshape(Shape.of(x.dim(0), config.hidden()));
    }

    private Tensor linear(ProgramBuilder builder, String name, Tensor x) {
        return Linear.apply(
                builder,
                x,
                parameters.get(predictor + name + ".weight"),
                parameters.get(predictor + name + ".bias"));
    }
}
