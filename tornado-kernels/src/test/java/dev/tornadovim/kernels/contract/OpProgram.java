package dev.tornadovim.kernels.contract;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A case as a program, forward and backward, with the values of its inputs and of its outputs'
 * gradients in double for the oracle.
 */
final class OpProgram {

    static final long SEED = 20240117;

    private final OpCase op;
    private final Random random = new Random(SEED);
    private final double[][] values;
    private final double[][] outputGradients;
    private final Program program;

    /**
     * Builds the program.
     *
     * @param asParameters differentiable inputs lie at odd places of one parameter block
     */
    OpProgram(OpCase op, boolean asParameters) {
        this.op = op;
        ProgramBuilder builder = new ProgramBuilder(op.training);
        values = new double[op.inputs.size()][];
        List<Tensor> inputs = inputs(builder, asParameters);
        List<Tensor> outputs = builder.stage("op", () -> op.apply.apply(builder, inputs));
        outputGradients = new double[outputs.size()][];
        Map<Tensor, Tensor> seeds = seeds(builder, outputs);
        if (differentiable()) {
            builder.backward(seeds);
            for (int i = 0; i < inputs.size(); i++) {
                if (op.inputs.get(i).differentiable()) {
                    builder.output("gradient" + i, builder.gradient(inputs.get(i)));
                }
            }
        }
        program = builder.build();
    }

    private List<Tensor> inputs(ProgramBuilder builder, boolean asParameters) {
        ParameterBlock block = parameters();
        if (asParameters) {
            builder.train(block);
        }
        List<Tensor> inputs = new ArrayList<>();
        for (OpCase.Input input : op.inputs) {
            Tensor tensor =
                    asParameters && input.differentiable()
                            ? block.get(input.name())
                            : builder.input(input.name(), input.shape());
            values[inputs.size()] = set(tensor, input);
            inputs.add(tensor);
            if (input.differentiable()) {
                builder.differentiate(tensor);
            }
        }
        return inputs;
    }

    private ParameterBlock parameters() {
        ParameterBlock.Builder block = ParameterBlock.named("").add("before", Shape.of(5), true);
        for (OpCase.Input input : op.inputs) {
            block.add(input.name(), input.shape(), true);
        }
        return block.build();
    }

    private Map<Tensor, Tensor> seeds(ProgramBuilder builder, List<Tensor> outputs) {
        Map<Tensor, Tensor> seeds = new LinkedHashMap<>();
        for (int i = 0; i < outputs.size(); i++) {
            Tensor output = outputs.get(i);
            builder.output("output" + i, output);
            var input = new OpCase.Input("seed" + i, output.shape(), -1, 1, false);
            Tensor seed = builder.input(input.name(), input.shape());
            outputGradients[i] = set(seed, input);
            seeds.put(output, seed);
        }
        return seeds;
    }

    private double[] set(Tensor tensor, OpCase.Input input) {
        float[] drawn = input.draw(random);
        tensor.set(drawn);
        return widen(drawn);
    }

    static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private boolean differentiable() {
        return op.inputs.stream().anyMatch(OpCase.Input::differentiable);
    }

    /**
     * Runs the program and compares every output and every gradient with the oracle.
     *
     * @param backwardRuns how often the backward pass runs; gradients must be that many times as large
     * @throws AssertionError for the first tensor that differs, with its worst element
     */
    void compare(Engine engine, int backwardRuns) {
        try (Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            compareOutputs(engine, execution);
            if (differentiable()) {
                for (int run = 0; run < backwardRuns; run++) {
                    execution.run(Phase.BACKWARD);
                }
                compareGradients(engine, execution, backwardRuns);
            }
        }
    }

    private void compareOutputs(Engine engine, Execution execution) {
        double[][] expected = op.reference.forward(values);
        for (int i = 0; i < expected.length; i++) {
            compare(engine, execution, program.output("output" + i), expected[i]);
        }
    }

    private void compareGradients(Engine engine, Execution execution, int factor) {
        double[][] expected = op.reference.backward(values, outputGradients);
        for (int i = 0; i < op.inputs.size(); i++) {
            if (op.inputs.get(i).differentiable()) {
                double[] scaled = Arrays.stream(expected[i]).map(v -> v * factor).toArray();
                compare(engine, execution, program.output("gradient" + i), scaled);
            }
        }
    }

    private void compare(Engine engine, Execution execution, Tensor actual, double[] expected) {
        execution.download(actual);
        String what = op + " on " + engine.name() + ", " + actual + ", seed " + SEED;
        Tolerance.fp32(op.reductionLength).check(what, expected, actual.toArray());
    }
}
