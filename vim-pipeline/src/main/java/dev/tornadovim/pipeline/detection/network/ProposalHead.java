package dev.tornadovim.pipeline.detection.network;

import dev.tornadovim.kernels.op.activation.Relu;
import dev.tornadovim.kernels.op.concat.Concat;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * The head of the region proposal network (Ren et al., 2015, §3.1; Detectron2's {@code
 * StandardRPNHead}): convolutions, shared by all levels, then for each anchor of each place a logit of
 * being an object and four offsets.
 */
public final class ProposalHead {

    private static final String PREFIX = "proposal_generator.rpn_head.";

    private final int convolutions;
    private final ParameterBlock parameters;

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
     * @param channels of the pyramid
     * @param anchors at each place
     */
    public ProposalHead(int convolutions, int channels, int anchors) {
        this.convolutions = convolutions;
        var block = ParameterBlock.withoutPrefix("proposals");
        for (int i = 0; i < convolutions; i++) {
            Layers.declareConv(block, name(i), channels, channels, 3);
        }
        Layers.declareConv(block, PREFIX + "objectness_logits", channels, anchors, 1);
        Layers.declareConv(block, PREFIX + "anchor_deltas", channels, 4 * anchors, 1);
        parameters = block.build();
    }

    private String name(int convolution) {
        return PREFIX + (convolutions == 1 ? "conv" : "conv.conv" + convolution);
    }

    /** All parameters. */
    public ParameterBlock parameters() {
        return parameters;
    }

    /** Appends one stage. */
    public Prediction apply(ProgramBuilder builder, List<Tensor> levels) {
        return builder.stage("proposals", () -> predict(builder, levels));
    }

    private Prediction predict(ProgramBuilder builder, List<Tensor> levels) {
        List<Tensor> logits = new ArrayList<>();
        List<Tensor> deltas = new ArrayList<>();
        for (Tensor level : levels) {
            Tensor x = level;
            for (int i = 0; i < convolutions; i++) {
                x = Relu.apply(builder, Layers.conv(builder, parameters, name(i), x));
            }
            logits.add(predictor(builder, "objectness_logits", x));
            deltas.add(predictor(builder, "anchor_deltas", x));
        }
        return new Prediction(Concat.apply(builder, logits), Concat.apply(builder, deltas));
    }

    private Tensor predictor(ProgramBuilder builder, String name, Tensor x) {
        Tensor y = Layers.conv(builder, parameters, PREFIX + name, x);
        return y.reshape(Shape.of(y.dim(0), y.size() / y.dim(0)));
    }
}
