package dev.tornadovim.kernels.engine.tornado;

import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether a device computes what it should: two small kernels, compared with Java. A driver that
 * lists a device and fails at its first launch, or computes something else, is found here.
 */
public final class DeviceTrial {

    private static final int SIZE = 10_000;
    private static final int GROUPS = Math.ceilDiv(SIZE, TrialKernels.GROUP);
    private static final double TOLERANCE = 1e-5;

    private static final Map<DeviceInfo, Optional<String>> RESULTS = new ConcurrentHashMap<>();

    private DeviceTrial() {}

    /** What is wrong with a device; empty where its results are right. Each device is tried once. */
    public static Optional<String> problem(DeviceInfo device) {
        return RESULTS.computeIfAbsent(device, DeviceTrial::run);
    }

    private static Optional<String> run(DeviceInfo device) {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", Shape.of(SIZE));
        Tensor sums = builder.activation("sums", Shape.of(GROUPS));
        Program program = program(builder, x, sums);
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = (i % 97 - 48) / 16f;
        }
        x.set(values);
        try (Execution execution =
                TornadoExecution.load(program, device, TornadoOptions.standard())) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.UPDATE);
            execution.download(sums);
            return compare(values, sums.toArray());
        } catch (DeviceException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static Program program(ProgramBuilder builder, Tensor x, Tensor sums) {
        Tensor y = builder.activation("y", x.shape());
        builder.update(
                "trial",
                steps -> {
                    steps.step("silu")
                            .reads(x)
                            .writes(y)
                            .cost(Cost.of(0, 0))
                            .cpu(loops -> {})
                            .tornado(
                                    tasks ->
                                            tasks.graph()
                                                    .task(
                                                            tasks.id("silu", SIZE),
                                                            TrialKernels::silu,
                                                            tasks.array(x),
                                                            tasks.array(y),
                                                            SIZE))
                            .add();
                    steps.step("sums")
                            .reads(y)
                            .writes(sums)
                            .cost(Cost.of(0, 0))
                            .cpu(loops -> {})
                            .tornado(
                                    tasks ->
                                            tasks.graph()
                                                    .task(
                                                            tasks.id(
                                                                    "sums",
                                                                    Grids.blocks(
                                                                            GROUPS,
                                                                            TrialKernels.GROUP)),
                                                            TrialKernels::sums,
                                                            tasks.context(),
                                                            tasks.array(y),
                                                            tasks.array(sums),
                                                            SIZE))
                            .add();
                });
        builder.output("sums", sums);
        return builder.build();
    }

    /** The first group whose sum is wrong. */
    static Optional<String> compare(float[] values, float[] sums) {
        for (int group = 0; group < GROUPS; group++) {
            double expected = 0;
            double magnitude = 1;
            int end = Math.min(SIZE, (group + 1) * TrialKernels.GROUP);
            for (int i = group * TrialKernels.GROUP; i < end; i++) {
                double term = values[i] / (1 + Math.exp(-values[i]));
                expected += term;
                magnitude += Math.abs(term);
            }
            if (!(Math.abs(sums[group] - expected) <= TOLERANCE * magnitude)) {
                return Optional.of(
                        String.format(
                                Locale.ROOT,
                                "a trial kernel gives %.6g where %.6g is right",
                                sums[group],
                                expected));
            }
        }
        return Optional.empty();
    }
}
