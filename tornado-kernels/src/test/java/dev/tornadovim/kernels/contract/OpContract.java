package dev.tornadovim.kernels.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.engine.tornado.OnDevice;
import dev.tornadovim.kernels.engine.tornado.TornadoEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoOptions;
import dev.tornadovim.kernels.jvm.JvmRuntime;

import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Random;
import java.util.stream.Stream;

/**
 * The contract of every op: its reference agrees with finite differences in double, and every engine
 * agrees with the reference, forward and every gradient, on awkward shapes. A subclass only lists
 * cases. {@link #smallCases()} are those whose finite differences are affordable.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class OpContract {

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
        Random random = new Random(OpProgram.SEED);
        double[][] inputs = new double[op.inputs.size()][];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = OpProgram.widen(op.inputs.get(i).draw(random));
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
                            .as("%s, d %s[%d]", op, op.inputs.get(i).name(), j)
                            .isCloseTo(numeric, within(1e-6 * Math.max(1, Math.abs(numeric))));
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
            ofInputs(op, engine);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void cpuAccumulatesGradientsOfParameters(OpCase op) {
        try (Engine engine = new CpuEngine(2)) {
            ofParameters(op, engine);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void tornadoAgreesWithReference(OpCase op) {
        try (Engine engine = jvm()) {
            ofInputs(op, engine);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void tornadoAccumulatesGradientsOfParameters(OpCase op) {
        try (Engine engine = jvm()) {
            ofParameters(op, engine);
        }
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("manyRows")
    void tornadoTakesAnyNumberOfRows(OpCase op) {
        try (Engine engine = jvm()) {
            ofInputs(op, engine);
        }
    }

    @OnDevice
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void deviceAgreesWithReference(OpCase op) {
        try (TornadoEngine engine = device()) {
            ofParameters(op, engine);
            if (!engine.device().backend().equals("opencl")) {
                // An OpenCL compiler takes a second for each kernel; the first run covers most.
                ofInputs(op, engine);
            }
        }
    }

    private static TornadoEngine jvm() {
        JvmRuntime.install();
        return device();
    }

    private static TornadoEngine device() {
        return new TornadoEngine("auto", TornadoOptions.standard());
    }

    private static void ofInputs(OpCase op, Engine engine) {
        new OpProgram(op, false).compare(engine, 1);
    }

    /** Two backward passes, so that the second adds to the first. */
    private static void ofParameters(OpCase op, Engine engine) {
        new OpProgram(op, true).compare(engine, 2);
    }
}
