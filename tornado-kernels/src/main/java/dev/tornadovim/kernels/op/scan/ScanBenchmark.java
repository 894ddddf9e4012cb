package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongBiFunction;

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
public record ScanBenchmark(
        List<Direction> directions, int batch, int tokens, int channels, int states) {

    /**
     * Times of a pass.
     *
     * @param updates state updates of a pass: directions x batch x tokens x channels x states
     * @param forwardFlops operations of a forward pass
     * @param backwardFlops operations of a backward pass
     * @param forwardNanos time of a forward pass
     * @param backwardNanos time of a backward pass, recomputation included
     */
    public record Result(
            long updates,
            long forwardFlops,
            long backwardFlops,
            long forwardNanos,
            long backwardNanos) {

        /** State updates a second, forward. */
        public double forwardRate() {
            return updates * 1e9 / forwardNanos;
        }

        /** State updates a second, backward. */
        public double backwardRate() {
            return updates * 1e9 / backwardNanos;
        }

        /** Operations a second, forward. */
        public double forwardFlopRate() {
            return forwardFlops * 1e9 / forwardNanos;
        }

        /** Operations a second, backward. */
        public double backwardFlopRate() {
            return backwardFlops * 1e9 / backwardNanos;
        }
    }

    /** Vim-Ti's block at 224 pixels, batch 1, both directions. */
    public static ScanBenchmark vimTiny224() {
        return new ScanBenchmark(List.of(Direction.FORWARD, Direction.REVERSE), 1, 197, 384, 16);
    }

    /**
     * Runs each pass {@code warmUp} times untimed and {@code runs} times timed. The best time counts:
     * other work on the machine only ever slows a run down.
     */
    public Result run(Engine engine, int warmUp, int runs) {
        return measure(engine, (execution, phase) -> best(execution, phase, warmUp, runs));
    }

    /**
     * The same by the times that an engine tells of its kernels, without launches and copies: the
     * median of their sums.
     *
     * @param engine that tells them
     */
    public Result runByKernels(Engine engine, int warmUp, int runs) {
        return measure(engine, (execution, phase) -> medianSum(execution, phase, warmUp, runs));
    }

    private Result measure(Engine engine, ToLongBiFunction<Execution, Phase> time) {
        Program program = program();
        try (Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            long forward = time.applyAsLong(execution, Phase.FORWARD);
            long backward = time.applyAsLong(execution, Phase.BACKWARD);
            long updates = (long) directions.size() * batch * tokens * channels * states;
            return new Result(
                    updates,
                    program.cost(Phase.FORWARD).flops(),
                    program.cost(Phase.BACKWARD).flops(),
                    forward,
                    backward);
        }
    }

    private static long best(Execution execution, Phase phase, int warmUp, int runs) {
        for (int i = 0; i < warmUp; i++) {
            execution.run(phase);
        }
        long best = Long.MAX_VALUE;
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            execution.run(phase);
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }

    private static long medianSum(Execution execution, Phase phase, int warmUp, int runs) {
        for (int i = 0; i < warmUp; i++) {
            execution.run(phase);
        }
        long[] sums = new long[runs];
        for (int i = 0; i < runs; i++) {
            int run = i;
            execution.run(phase, (stage, step, nanos) -> sums[run] += nanos);
        }
        Arrays.sort(sums);
        return sums[runs / 2];
    }

    private Program program() {
        ProgramBuilder builder = new ProgramBuilder(true);
        Random random = new Random(1);
        Shape values = Shape.of(directions.size(), batch, tokens, channels);
        Shape bc = values.withColumns(states);
        var in =
                new SelectiveScan.Inputs(
                        directions,
                        input(builder, random, "u", values, -1, 1),
                        input(builder, random, "delta", values, -1, 1),
                        input(builder, random, "b", bc, -1, 1),
                        input(builder, random, "c", bc, -1, 1),
                        input(builder, random, "z", values.inner(), -2, 2),
                        parameters(builder, random, "aLog", Shape.of(channels, states), 0, 2.8f),
                        parameters(builder, random, "d", Shape.of(channels), 0.9f, 1.1f),
                        parameters(builder, random, "bias", Shape.of(channels), -6, -2));
        Tensor y = builder.stage("scan", () -> SelectiveScan.apply(builder, in));
        builder.backward(Map.of(y, input(builder, random, "dy", values, -1, 1)));
        return builder.build();
    }

    private List<Tensor> parameters(
            ProgramBuilder builder,
            Random random,
            String name,
            Shape shape,
            float low,
            float high) {
        List<Tensor> tensors = new ArrayList<>();
        for (int d = 0; d < directions.size(); d++) {
            tensors.add(input(builder, random, name + d, shape, low, high));
        }
        return tensors;
    }

    private static Tensor input(
            ProgramBuilder builder,
            Random random,
            String name,
            Shape shape,
            float low,
            float high) {
        Tensor tensor = builder.input(name, shape);
        builder.differentiate(tensor);
        float[] values = new float[tensor.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = low + (high - low) * random.nextFloat();
        }
        tensor.set(values);
        return tensor;
    }
}
