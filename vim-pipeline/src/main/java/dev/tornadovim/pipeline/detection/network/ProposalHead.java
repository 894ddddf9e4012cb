package dev.tornadovim.pipeline.detection.network;

import dev.tornadovim.kernels.op.activation.Relu;
import dev.tornadovim.kernels.op.concat.Concat;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.layer.ConvLayer;
import dev.tornadovim.pipeline.layer.InitialValue;
import dev.tornadovim.pipeline.layer.Parameters;

import java.util.ArrayList;
import java.util.List;

/**
 * The head of the region proposal network (Ren et al., 2015, §3.1; Detectron2's {@code
 * StandardRPNHead}): convolutions, shared by all levels, then for each anchor of each place a logit of
 * being an object and four offsets.
 */
public final class ProposalHead {

    private static final String PREFIX = "proposal_generator.rpn_head.";

    private static final InitialValue NORMAL = InitialValue.normal(0.01);

    private final Parameters parameters = new Parameters("proposals", "");
    private final List<ConvLayer> convolutions = new ArrayList<>();
    private final ConvLayer logits;
    private final ConvLayer deltas;

    /**
     * What the head says of all anchors of all levels, finest level first, within a level in the order
     * of {@code AnchorGenerator}.
     *
     * @param logits [batch, anchors]
     * @param deltas [batch, 4 · anchors]
     */
    public record Prediction(Tensor logits, Tensor deltas) {}

    /**
     * Allocates the parameters, zeroed.
     *
     * @param layers convolutions before the predictions
     * @param channels of the pyramid
     * @param anchors at each place
     */
    public ProposalHead(int layers, int channels, int anchors) {
        for (int i = 0; i < layers; i++) {
            String name = layers == 1 ? "conv" : "conv.conv" + i;
            convolutions.add(convolution(name, channels, channels, 3));
        }
        logits = convolution("objectness_logits", channels, anchors, 1);
        deltas = convolution("anchor_deltas", channels, 4 * anchors, 1);
    }

    private ConvLayer convolution(String name, int in, int out, int kernel) {
        return ConvLayer.declare(parameters, PREFIX + name, in, out, kernel, NORMAL, true);
    }

    /** All parameters. */
    public Parameters parameters() {
        return parameters;
    }

    /** Appends one stage. */
    public Prediction apply(ProgramBuilder builder, List<Tensor> levels) {
        return builder.stage("proposals", () -> predict(builder, levels));
    }

    private Prediction predict(ProgramBuilder builder, List<Tensor> levels) {
        List<Tensor> allLogits = new ArrayList<>();
        List<Tensor> allDeltas = new ArrayList<>();
        for (Tensor level : levels) {
            Tensor x = level;
            for (ConvLayer convolution : convolutions) {
                x = Relu.apply(builder, convolution.apply(builder, x));
            }
            allLogits.add(flat(logits.apply(builder, x)));
            allDeltas.add(flat(deltas.apply(builder, x)));
        }
        return new Prediction(Concat.apply(builder, allLogits), Concat.apply(builder, allDeltas));
    }

    private static Tensor flat(Tensor y) {
        return y.reshape(Shape.of(y.dim(0), y.size() / y.dim(0)));
    }
}
