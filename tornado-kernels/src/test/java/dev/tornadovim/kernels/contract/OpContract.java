package dev.tornadovim.kernels.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.engine.tornado.OnDevice;
import dev.tornadovim.kernels.engine.tornado.TornadoEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoOptions;
import dev.tornadovim.kernels.jvm.JvmRuntime;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What every op keeps: its reference agrees with finite differences in double, and every engine
 * agrees with the reference, forward and every gradient, on awkward shapes. A subclass only lists
 * cases. {@link #smallCases()} are those whose finite differences are affordable.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class OpContract {

    private static final long SEED = 20240117;
    private static final double STEP = 1e-5;

    /** Every case: lengths 1, 2, 3, 17, 197, 730; odd channels; batch 1 and 3. */
    protected abstract Stream<OpCase> cases();

    /** Cases for finite differences: a few hundred input values at most. */
    protected abstract Stream<OpCase> smallCases();

    /** Cases of more rows than the 65,535 groups that CUDA takes along y and z. */
    protected Stream<OpCase> manyRows() {
        return Stream.empty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("smallCases")
    void referenceAgreesWithFiniteDifferences(OpCase op) {
        Random random = new Random(SEED);
        double[][] inputs = new double[op.inputs.size()][];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = widen(op.inputs.get(i).draw(random));
        }
        double[][] seeds = op.reference.forward(inputs);
        for (double[] seed : seeds) {
            for (int i = 0; i < seed.length; i++) {
                seed[i] = random.nextDouble() * 2 - 1;
            }
        }
        double[][] gradients = op.reference.backward(inputs, seeds);
        for (int i = 0; i < inputs.length; i++) {
            if (op.inputs.get(i).differentiable()) {
                for (int j = 0; j < inputs[i].length; j++) {
                    double numeric = difference(op, inputs, seeds, i, j);
                    assertThat(gradients[i][j])
                            .as("%s, d %s[%d], seed %d", op, op.inputs.get(i).name(), j, SEED)
                            .isCloseTo(
                                    numeric,
                                    org.assertj.core.data.Offset.offset(
                                            1e-6 * Math.max(1, Math.abs(numeric))));
                }
            }
        }
    }

    private static double difference(
            OpCase op, double[][] inputs, double[][] seeds, int input, int element) {
        double value = inputs[input][element];
        inputs[input][element] = value + STEP;
        double above = dot(op.reference.forward(inputs), seeds);
        inputs[input][element] = value - STEP;
        double below = dot(op.reference.forward(inputs), seeds);
        inputs[input][element] = value;
        return (above - below) / (2 * STEP);
    }

    private static double dot(double[][] a, double[][] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                sum += a[i][j] * b[i][j];
            }
        }
        return sum;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void cpuAgreesWithReference(OpCase op) {
        try (Engine engine = new CpuEngine(2)) {
            agreesWithReference(op, engine, false);
            agreesWithReference(op, engine, true);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void tornadoAgreesWithReference(OpCase op) {
        JvmRuntime.install();
        tornado(op);
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("manyRows")
    void tornadoTakesAnyNumberOfRows(OpCase op) {
        JvmRuntime.install();
        try (TornadoEngine engine = new TornadoEngine("auto", TornadoOptions.standard())) {
            agreesWithReference(op, engine, false);
        }
    }

    @OnDevice
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void deviceAgreesWithReference(OpCase op) {
        tornado(op);
    }

    private static void tornado(OpCase op) {
        try (TornadoEngine engine = new TornadoEngine("auto", TornadoOptions.standard())) {
            agreesWithReference(op, engine, true);
            if (!engine.device().backend().equals("opencl")) {
                // An OpenCL compiler takes a second for each kernel; the first run covers most.
                agreesWithReference(op, engine, false);
            }
        }
    }

    /**
     * Runs the op on an engine and compares every output and gradient with the oracle.
     *
     * @param asParameters the inputs lie at odd places of one parameter block, and two backward runs
     *     must accumulate
     */
    static void agreesWithReference(OpCase op, Engine engine, boolean asParameters) {
        Random random = new Random(SEED);
        ProgramBuilder builder = new ProgramBuilder(op.training);
        List<Tensor> inputs = new ArrayList<>();
        double[][] wide = new double[op.inputs.size()][];
        ParameterBlock block = parameters(op);
        if (asParameters) {
            builder.train(block);
        }
        for (OpCase.Input input : op.inputs) {
            Tensor tensor =
                    asParameters && input.differentiable()
                            ? block.get(input.name())
                            : builder.input(input.name(), input.shape());
            float[] values = input.draw(random);
            wide[inputs.size()] = widen(values);
            tensor.set(values);
            inputs.add(tensor);
            if (input.differentiable()) {
                builder.differentiate(tensor);
            }
        }
        List<Tensor> outputs = builder.stage("op", () -> op.apply.apply(builder, inputs));
        Map<Tensor, Tensor> seeds = new LinkedHashMap<>();
        double[][] wideSeeds = new double[outputs.size()][];
        for (int i = 0; i < wideSeeds.length; i++) {
            Tensor output = outputs.get(i);
            builder.output("output" + i, output);
            OpCase.Input draw = new OpCase.Input("seed" + i, output.shape(), -1, 1, false);
            Tensor seed = builder.input(draw.name(), draw.shape());
            float[] values = draw.draw(random);
            seed.set(values);
            wideSeeds[i] = widen(values);
            seeds.put(output, seed);
        }
        boolean differentiable = op.inputs.stream().anyMatch(OpCase.Input::differentiable);
        if (differentiable) {
            builder.backward(seeds);
            for (int i = 0; i < inputs.size(); i++) {
                if (op.inputs.get(i).differentiable()) {
                    builder.output("gradient" + i, builder.gradient(inputs.get(i)));
                }
            }
        }
        Program program = builder.build();
        Tolerance tolerance = Tolerance.fp32(op.reductionLength);
        try (Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            double[][] expected = op.reference.forward(wide);
            for (int i = 0; i < expected.length; i++) {
                compare(
                        op,
                        engine,
                        execution,
                        program.output("output" + i),
                        expected[i],
                        tolerance);
            }
            if (differentiable) {
                int runs = asParameters ? 2 : 1;
                for (int run = 0; run < runs; run++) {
                    execution.run(Phase.BACKWARD);
                }
                double[][] gradients = op.reference.backward(wide, wideSeeds);
                for (int i = 0; i < inputs.size(); i++) {
                    if (op.inputs.get(i).differentiable()) {
                        Tensor gradient = program.output("gradient" + i);
                        compare(
                                op,
                                engine,
                                execution,
                                gradient,
                                scaled(gradients[i], runs),
                                tolerance);
                    }
                }
            }
        }
    }

    private static ParameterBlock parameters(OpCase op) {
        ParameterBlock.Builder block = ParameterBlock.named("").add("before", Shape.of(5), true);
        for (OpCase.Input input : op.inputs) {
            block.add(input.name(), input.shape(), true);
        }
        return block.build();
    }

    private static double[] scaled(double[] values, int factor) {
        return Arrays.stream(values).map(v -> v * factor).toArray();
    }

    private static void compare(
            OpCase op,
            Engine engine,
            Execution execution,
            Tensor actual,
            double[] expected,
            Tolerance tolerance) {
        execution.download(actual);
        String what = op + " on " + engine.name() + ", " + actual + ", seed " + SEED;
        tolerance.check(what, expected, actual.toArray());
    }

    private static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
