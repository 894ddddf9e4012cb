package dev.tornadovim.pipeline.detection.network;

import dev.tornadovim.kernels.op.activation.Relu;
import dev.tornadovim.kernels.op.conv2d.Conv2d;
import dev.tornadovim.kernels.op.elementwise.Scale;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.DetectionConfig.BoxHeads;
import dev.tornadovim.pipeline.layer.ConvLayer;
import dev.tornadovim.pipeline.layer.InitialValue;
import dev.tornadovim.pipeline.layer.LinearLayer;
import dev.tornadovim.pipeline.layer.Parameters;
import dev.tornadovim.pipeline.model.DecayRule;

import java.util.ArrayList;
import java.util.List;

/**
 * The box head of one stage of the cascade (Cai and Vasconcelos, "Cascade R-CNN", 2018; Detectron2's
 * {@code FastRCNNConvFCHead} and {@code FastRCNNOutputLayers}): features of a box, convolutions with
 * norm, a fully connected layer, then logits of the classes and of background, and four offsets for
 * all classes together.
 */
public final class BoxHead {

    private static final InitialValue SCORE = InitialValue.normal(0.01);
    private static final InitialValue DELTA = InitialValue.normal(0.001);

    private final BoxHeads config;
    private final int stage;
    private final Parameters parameters;
    private final List<NormedConv> convolutions = new ArrayList<>();
    private final LinearLayer hidden;
    private final LinearLayer scores;
    private final LinearLayer deltas;

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
        String head = "roi_heads.box_head." + stage + ".";
        String predictor = "roi_heads.box_predictor." + stage + ".";
        int channels = in;
        parameters = new Parameters("box." + stage, "");
        for (int i = 1; i <= config.convolutions(); i++) {
            int out = config.channels();
            InitialValue he = ConvLayer.heNormal(out, 3);
            convolutions.add(
                    NormedConv.declare(parameters, head + "conv" + i, channels, out, 3, he, decay));
            channels = out;
        }
        int features = channels * config.resolution() * config.resolution();
        InitialValue xavier = InitialValue.uniform(Math.sqrt(3.0 / features));
        hidden = linear(head + "fc1", features, config.hidden(), xavier);
        scores = linear(predictor + "cls_score", config.hidden(), classes + 1, SCORE);
        deltas = linear(predictor + "bbox_pred", config.hidden(), 4, DELTA);
    }

    private LinearLayer linear(String name, int in, int out, InitialValue weight) {
        return LinearLayer.declare(parameters, name, in, out, weight, true);
    }

    /** All parameters. */
    public Parameters parameters() {
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
        for (NormedConv convolution : convolutions) {
            x = Relu.apply(builder, convolution.apply(builder, x));
        }
        Tensor y = Relu.apply(builder, fullyConnected(builder, x));
        return new Prediction(scores.apply(builder, y), deltas.apply(builder, y));
    }

    /**
     * A linear layer on the flattened square, channel by channel as PyTorch flattens it: the same as a
     * convolution whose window is the whole square.
     */
    private Tensor fullyConnected(ProgramBuilder builder, Tensor x) {
        Shape window =
                Shape.of(config.hidden(), x.columns(), config.resolution(), config.resolution());
        Tensor weight = hidden.weight().tensor().reshape(window);
        Tensor y = Conv2d.apply(builder, x, weight, hidden.bias().tensor(), 1, 0);
        return y.reshape(Shape.of(x.dim(0), config.hidden()));
    }
}
