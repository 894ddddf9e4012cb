package dev.tornadovim.kernels.op.batchnorm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoOptions;
import dev.tornadovim.kernels.jvm.JvmRuntime;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

class BatchNormTest extends OpContract {

    private static final float EPS = 1e-5f;
    private static final Offset<Float> NEAR = within(1e-6f);
    private static final Shape MAP = Shape.of(2, 2, 3, 2);

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                of(true, 1, 1, 3, 1),
                of(true, 3, 5, 7, 3),
                of(true, 2, 8, 8, 33),
                of(true, 1, 30, 31, 17),
                of(false, 1, 1, 1, 1),
                of(false, 3, 5, 17, 33));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(true, 2, 2, 3, 5), of(true, 1, 1, 3, 2));
    }

    private static OpCase of(boolean training, int batch, int height, int width, int channels) {
        String name =
                "%dx%dx%dx%d %s"
                        .formatted(
                                batch,
                                height,
                                width,
                                channels,
                                training ? "by the batch" : "by the running statistics");
        OpCase op =
                OpCase.of(
                        name,
                        new BatchNormReference(channels, EPS, training),
                        (builder, in) ->
                                List.of(
                                        BatchNorm.apply(
                                                builder, in.get(0), in.get(1), in.get(2), in.get(3),
                                                in.get(4), EPS, 0.1f)));
        if (training) {
            op.input("x", -1.0, 3.0, batch, height, width, channels)
                    .input("weight", 0.5, 1.5, channels)
                    .input("bias", channels);
        } else {
            op.inference()
                    .constant("x", -1.0, 3.0, batch, height, width, channels)
                    .constant("weight", 0.5, 1.5, channels)
                    .constant("bias", -1.0, 1.0, channels);
        }
        return op.constant("runningMean", -1.0, 1.0, channels)
                .constant("runningVar", 0.5, 2.0, channels)
                .reducing(batch * height * width);
    }

    /**
     * By torch.nn.BatchNorm2d(2) of PyTorch 2.13 in float64, in training: x[i] = ((7 i² + 3 i) mod
     * 11) / 2 - 2 and gradients dy[i] = ((5 i² + i) mod 7) - 3, i counting [2, 2, 3, 2 channels];
     * weight 1.5, -0.5; bias 0.25, 1.
     */
    @Test
    void oracleAgreesWithPyTorch() {
        double[] y = {
            -1.3232107,
            0.25838123,
            -0.89415323,
            0.79774034,
            -0.036038309,
            1.2022597,
            1.2511341,
            1.4719392,
            2.9673639,
            1.606779,
            0.39301915,
            1.606779,
            2.9673639,
            1.4719392,
            1.2511341,
            1.2022597,
            -0.036038309,
            0.79774034,
            -0.89415323,
            0.25838123,
            -1.3232107,
            1.0674199,
            -1.3232107,
            0.25838123
        };
        double[] dx = {
            -1.5446093, -0.35957391, -0.88932088, -0.65376893, -2.1530888, -0.33505609, 0.6708914,
            0.59656461, 1.5758153, 0.2533363, 2.7927743, 0.52301585, -0.1404146, -0.4821536,
            -2.7615683, -0.8744152, -1.2949739, -0.65376893, -1.7474358, 0.17978519, 1.8878504,
            0.81721087, 3.6040803, 0.98882385
        };
        double[] dy = new double[24];
        double[][] inputs = {new double[24], {1.5, -0.5}, {0.25, 1}, {0, 0}, {1, 1}};
        for (int i = 0; i < 24; i++) {
            inputs[0][i] = x(i);
            dy[i] = (5 * i * i + i) % 7 - 3;
        }
        var reference = new BatchNormReference(2, 1e-5, true);
        assertThat(reference.forward(inputs)[0]).containsExactly(y, within(1e-6));
        double[][] gradients = reference.backward(inputs, new double[][] {dy});
        assertThat(gradients[0]).containsExactly(dx, within(1e-6));
        assertThat(gradients[1]).containsExactly(new double[] {9.9159947, 12.13558}, within(1e-6));
        assertThat(gradients[2]).containsExactly(new double[] {-4, 2}, within(1e-12));
    }

    /**
     * As above: running statistics after one and two batches, from mean 0.5, -1 and variance 2,
     * 0.5. Those of the CPU and the device lie in a block of their own, as a network keeps them.
     */
    @Test
    void runningStatisticsFollowTheBatchesAsInPyTorch() {
        JvmRuntime.install();
        try (Engine cpu = new CpuEngine(2);
                Engine device = new TornadoEngine("auto", TornadoOptions.standard())) {
            for (Engine engine : List.of(cpu, device)) {
                ParameterBlock running = running();
                Tensor mean = running.get("mean");
                Tensor variance = running.get("var");
                try (Execution execution = engine.load(program(true, running))) {
                    execution.run(Phase.FORWARD);
                    execution.download(mean, variance);
                    assertThat(mean.toArray())
                            .containsExactly(new float[] {0.43333333f, -0.875f}, NEAR);
                    assertThat(variance.toArray())
                            .containsExactly(new float[] {2.1333333f, 0.825f}, NEAR);
                    execution.run(Phase.FORWARD);
                    execution.download(mean, variance);
                    assertThat(mean.toArray())
                            .containsExactly(new float[] {0.37333333f, -0.7625f}, NEAR);
                    assertThat(variance.toArray())
                            .containsExactly(new float[] {2.2533333f, 1.1175f}, NEAR);
                }
            }
        }
    }

    /** As above: the first pixels after two batches, in evaluation, which moves nothing. */
    @Test
    void evaluationNormalisesByTheRunningStatistics() {
        ParameterBlock running = running();
        running.get("mean").set(new float[] {0.37333333f, -0.7625f});
        running.get("var").set(new float[] {2.2533333f, 1.1175f});
        Program program = program(false, running);
        try (Engine engine = new CpuEngine(1);
                Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            float[] first = {-2.121572f, -0.77959347f, -1.6219431f, 0.16636984f};
            assertThat(Arrays.copyOf(program.output("y").toArray(), 4))
                    .containsExactly(first, NEAR);
            assertThat(running.get("mean").toArray()).containsExactly(0.37333333f, -0.7625f);
        }
    }

    @Test
    void oneValueAChannelIsRefusedInTraining() {
        ProgramBuilder builder = new ProgramBuilder(true);
        Tensor x = builder.input("x", Shape.of(1, 1, 1, 2));
        Tensor c = builder.input("c", Shape.of(2));
        assertThatThrownBy(() -> BatchNorm.apply(builder, x, c, c, c, c, EPS, 0.1f))
                .hasMessage(
                        "batchNorm: training needs more than one value per channel, got"
                                + " x[1, 1, 1, 2]; use a larger batch");
    }

    private static float x(int i) {
        return (7 * i * i + 3 * i) % 11 / 2f - 2;
    }

    private static ParameterBlock running() {
        ParameterBlock block =
                ParameterBlock.named("")
                        .add("mean", Shape.of(2), false)
                        .add("var", Shape.of(2), false)
                        .build();
        block.get("mean").set(new float[] {0.5f, -1});
        block.get("var").set(new float[] {2, 0.5f});
        return block;
    }

    private static Program program(boolean training, ParameterBlock running) {
        ProgramBuilder builder = new ProgramBuilder(training);
        Tensor x = builder.input("x", MAP);
        float[] values = new float[MAP.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = x(i);
        }
        x.set(values);
        Tensor weight = builder.input("weight", Shape.of(2));
        weight.set(new float[] {1.5f, -0.5f});
        Tensor bias = builder.input("bias", Shape.of(2));
        bias.set(new float[] {0.25f, 1});
        Tensor mean = running.get("mean");
        Tensor variance = running.get("var");
        Tensor y =
                builder.stage(
                        "norm",
                        () -> BatchNorm.apply(builder, x, weight, bias, mean, variance, EPS, 0.1f));
        builder.output("y", y);
        return builder.build();
    }
}
