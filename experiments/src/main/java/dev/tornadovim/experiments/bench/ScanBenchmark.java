package dev.tornadovim.experiments.bench;

import dev.tornadovim.experiments.measure.Noise;
import dev.tornadovim.experiments.measure.Timer;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.op.scan.Direction;
import dev.tornadovim.kernels.op.scan.SelectiveScan;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Times the selective scan of one Vim block on an engine: gated, with its parameters, forward and
 * backward.
 *
 * @param directions which directions are scanned
 * @param batch samples
 * @param tokens sequence length
 * @param channels channels
 * @param states states of a channel
 */
record ScanBenchmark(List<Direction> directions, int batch, int tokens, int channels, int states) {

    /**
     * One pass, forward or backward.
     *
     * @param seconds that it takes, recomputation included
     * @param updates state updates: directions x batch x tokens x channels x states
     * @param flops operations
     */
    record Pass(double seconds, long updates, long flops) {

        /** 10⁹ state updates a second. */
        double gigaUpdates() {
            return updates / seconds * 1e-9;
        }

        /** 10⁹ operations a second. */
        double gflops() {
            return flops / seconds * 1e-9;
        }
    }

    /** Vim-Ti's block at 224 pixels, batch 1, both directions. */
    static ScanBenchmark vimTiny224() {
        return new ScanBenchmark(List.of(Direction.FORWARD, Direction.REVERSE), 1, 197, 384, 16);
    }

    /** The forward and the backward pass: the best of some runs, after as many to warm up. */
    List<Pass> best(Engine engine, int runs) {
        BiFunction<Execution, Phase, Timer> wall = (e, phase) -> Timer.wall(() -> e.run(phase));
        return measure(engine, runs, runs, wall, Timer::best);
    }

    /** The same by the engine's times of kernels: the median of their sums. */
    List<Pass> kernels(Engine profiling, int warmUp, int runs) {
        BiFunction<Execution, Phase, Timer> kernels = (e, phase) -> Timer.steps(e, List.of(phase));
        return measure(profiling, warmUp, runs, kernels, Timer::median);
    }

    private List<Pass> measure(
            Engine engine,
            int warmUp,
            int runs,
            BiFunction<Execution, Phase, Timer> clock,
            ToDoubleFunction<Timer> seconds) {
        long updates = (long) directions.size() * batch * tokens * channels * states;
        Program program = program();
        try (Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            return List.of(Phase.FORWARD, Phase.BACKWARD).stream()
                    .map(
                            phase -> {
                                Timer timer = clock.apply(execution, phase);
                                timer.warmUp(warmUp, 0);
                                timer.run(runs, 0);
                                long flops = program.cost(phase).flops();
                                return new Pass(seconds.applyAsDouble(timer), updates, flops);
                            })
                    .toList();
        }
    }

    private Program program() {
        ProgramBuilder builder = new ProgramBuilder(true);
        Shape values = Shape.of(directions.size(), batch, tokens, channels);
        Shape bc = values.withColumns(states);
        var in =
                new SelectiveScan.Inputs(
                        directions,
                        input(builder, "u", values, 0, 0.5),
                        input(builder, "delta", values, 0, 0.5),
                        input(builder, "b", bc, 0, 0.5),
                        input(builder, "c", bc, 0, 0.5),
                        input(builder, "z", values.inner(), 0, 1),
                        parameters(builder, "aLog", Shape.of(channels, states), 1.4, 0.8),
                        parameters(builder, "d", Shape.of(channels), 1, 0.1),
                        parameters(builder, "bias", Shape.of(channels), -4, 1));
        Tensor y = builder.stage("scan", () -> SelectiveScan.apply(builder, in));
        builder.backward(Map.of(y, input(builder, "dy", values, 0, 0.5)));
        return builder.build();
    }

    private List<Tensor> parameters(
            ProgramBuilder builder, String name, Shape shape, double mean, double std) {
        return IntStream.range(0, directions.size())
                .mapToObj(d -> input(builder, name + d, shape, mean, std))
                .toList();
    }

    private static Tensor input(
            ProgramBuilder builder, String name, Shape shape, double mean, double std) {
        Tensor tensor = Noise.input(builder, name, shape, mean, std);
        builder.differentiate(tensor);
        return tensor;
    }
}
