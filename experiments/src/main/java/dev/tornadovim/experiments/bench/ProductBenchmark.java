package dev.tornadovim.experiments.bench;

import dev.tornadovim.experiments.measure.Noise;
import dev.tornadovim.experiments.measure.Workload;
import dev.tornadovim.kernels.op.linear.Linear;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One of the three matrix products of a linear layer.
 *
 * @param form which of the three
 * @param tokens rows of the layer's input
 * @param in columns of the layer's input
 * @param out columns of the layer's output
 */
public record ProductBenchmark(Form form, int tokens, int in, int out) {

    /** Operand form of a product, {@code [m, k] · [k, n]}. */
    public enum Form {
        /** {@code x · Wᵀ}. */
        FORWARD,
        /** {@code dy · W}. */
        INPUT_GRADIENT,
        /** {@code dyᵀ · x}. */
        WEIGHT_GRADIENT
    }

    /** The projections of Vim-Ti for a number of tokens, forward and backward. */
    static List<ProductBenchmark> vimTiny(int tokens) {
        List<ProductBenchmark> products = new ArrayList<>();
        for (int[] layer : new int[][] {{192, 768}, {384, 192}, {384, 44}, {12, 384}}) {
            for (Form form : Form.values()) {
                products.add(new ProductBenchmark(form, tokens, layer[0], layer[1]));
            }
        }
        return products;
    }

    private String title() {
        return switch (form) {
            case FORWARD -> title(tokens, out, in);
            case INPUT_GRADIENT -> title(tokens, in, out);
            case WEIGHT_GRADIENT -> title(out, in, tokens);
        };
    }

    private String title(int m, int n, int k) {
        return "%s %d x %d x %d".formatted(form, m, n, k);
    }

    /** The product alone. */
    public Workload workload() {
        boolean forward = form == Form.FORWARD;
        ProgramBuilder builder = new ProgramBuilder(!forward);
        Tensor x = Noise.input(builder, "x", Shape.of(tokens, in), 0, 1);
        Tensor weight = Noise.input(builder, "weight", Shape.of(out, in), 0, 1);
        if (!forward) {
            builder.differentiate(form == Form.INPUT_GRADIENT ? x : weight);
        }
        Tensor y = builder.stage("product", () -> Linear.apply(builder, x, weight, null));
        if (forward) {
            builder.output("y", y);
        } else {
            builder.backward(Map.of(y, Noise.input(builder, "dy", y.shape(), 0, 1)));
        }
        return Workload.of(title(), builder.build(), forward ? Phase.FORWARD : Phase.BACKWARD);
    }
}
