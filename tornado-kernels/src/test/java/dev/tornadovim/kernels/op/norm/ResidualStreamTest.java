package dev.tornadovim.kernels.op.norm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.op.elementwise.Scale;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Step;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Three blocks that add to one residual stream, their mixers a factor: gradients through the shared
 * sums agree with finite differences of the same chain in double.
 */
class ResidualStreamTest {

    private static final int CHANNELS = 7;
    private static final Shape SHAPE = Shape.of(2, 3, CHANNELS);
    private static final float[] FACTORS = {0.7f, -1.3f};
    private static final float EPS = 1e-5f;

    private final Random random = new Random(11);
    private final double[] x = draw(SHAPE.size());
    private final double[][] weights = {draw(CHANNELS), draw(CHANNELS), draw(CHANNELS)};
    private final double[] seed = draw(SHAPE.size());

    private double[] draw(int size) {
        return random.doubles(size, -1, 1).map(v -> (float) v).toArray();
    }

    @Test
    void gradientsAgreeWithFiniteDifferences() {
        ProgramBuilder builder = new ProgramBuilder(true);
        List<Tensor> inputs = new ArrayList<>(List.of(input(builder, "x", SHAPE, x)));
        for (double[] weight : weights) {
            String name = "w" + inputs.size();
            inputs.add(input(builder, name, Shape.of(CHANNELS), weight));
        }
        Tensor output = builder.stage("stream", () -> chain(builder, inputs));
        builder.output("output", output);
        builder.backward(Map.of(output, input(builder, "seed", SHAPE, seed)));
        for (Tensor tensor : inputs) {
            builder.output("d " + tensor.name(), builder.gradient(tensor));
        }
        Program program = builder.build();
        try (Engine engine = new CpuEngine(2);
                Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
        }
        double[][] values = {x, weights[0], weights[1], weights[2]};
        for (int k = 0; k < values.length; k++) {
            float[] gradient = program.output("d " + inputs.get(k).name()).toArray();
            for (int i = 0; i < gradient.length; i++) {
                double expected = difference(values[k], i);
                assertThat((double) gradient[i])
                        .as("d %s[%d]", inputs.get(k).name(), i)
                        .isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
            }
        }
        assertThat(contributions(program)).isEqualTo(1);
    }

    /** Only the input has two consumers; everywhere else both terms share one gradient. */
    private static long contributions(Program program) {
        return program.stages(Phase.BACKWARD).stream()
                .flatMap(stage -> stage.steps().stream())
                .map(Step::name)
                .filter(name -> name.startsWith("addRmsNorm.backward.sum"))
                .count();
    }

    private static Tensor input(ProgramBuilder builder, String name, Shape shape, double[] values) {
        Tensor tensor = builder.input(name, shape);
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        tensor.set(narrow);
        builder.differentiate(tensor);
        return tensor;
    }

    private static Tensor chain(ProgramBuilder builder, List<Tensor> in) {
        var out = AddRmsNorm.apply(builder, in.get(0), null, in.get(1), EPS);
        for (int k = 0; k < FACTORS.length; k++) {
            Tensor hidden = Scale.apply(builder, out.normed(), FACTORS[k]);
            out = AddRmsNorm.apply(builder, hidden, out.residual(), in.get(2 + k), EPS);
        }
        return out.normed();
    }

    private double difference(double[] values, int i) {
        double step = 1e-6;
        double value = values[i];
        values[i] = value + step;
        double above = objective();
        values[i] = value - step;
        double below = objective();
        values[i] = value;
        return (above - below) / (2 * step);
    }

    private double objective() {
        double[] residual = x.clone();
        double[] normed = normalised(residual, weights[0]);
        for (int k = 0; k < FACTORS.length; k++) {
            for (int i = 0; i < residual.length; i++) {
                residual[i] += FACTORS[k] * normed[i];
            }
            normed = normalised(residual, weights[1 + k]);
        }
        double sum = 0;
        for (int i = 0; i < seed.length; i++) {
            sum += seed[i] * normed[i];
        }
        return sum;
    }

    private static double[] normalised(double[] x, double[] weight) {
        double[] y = new double[x.length];
        for (int row = 0; row < x.length; row += CHANNELS) {
            double squares = 0;
            for (int c = 0; c < CHANNELS; c++) {
                squares += x[row + c] * x[row + c];
            }
            for (int c = 0; c < CHANNELS; c++) {
                y[row + c] = weight[c] * x[row + c] / Math.sqrt(squares / CHANNELS + EPS);
            }
        }
        return y;
    }
}
