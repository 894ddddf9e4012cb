package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A scan with its gradient as a program of its own; its values are set and read by name. */
final class ScanProgram {

    private final List<Direction> directions;
    private final ProgramBuilder builder = new ProgramBuilder(true);
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final Program program;

    ScanProgram(List<Direction> directions, int batch, int tokens, int channels, int states) {
        this.directions = directions;
        int count = directions.size();
        Shape values = Shape.of(count, batch, tokens, channels);
        Tensor u = input("u", values);
        Tensor delta = input("delta", values);
        // B and C, and z, as ranges of columns, as in a model
        Tensor bc = input("bc", values.withColumns(2 * states + 3));
        Tensor xz = input("xz", Shape.of(batch, tokens, 2 * channels));
        var in =
                new SelectiveScan.Inputs(
                        directions,
                        u,
                        delta,
                        bc.columns(3, 3 + states),
                        bc.columns(3 + states, 3 + 2 * states),
                        xz.columns(channels, 2 * channels),
                        parameters("A_log", Shape.of(channels, states)),
                        parameters("D", Shape.of(channels)),
                        parameters("bias", Shape.of(channels)));
        Tensor y = builder.stage("scan", () -> SelectiveScan.apply(builder, in));
        builder.output("y", y);
        Tensor dy = builder.input("dy", y.shape());
        inputs.put("dy", dy);
        builder.backward(Map.of(y, dy));
        output("u", in.u());
        output("delta", in.delta());
        output("B", in.b());
        output("C", in.c());
        output("z", in.z());
        for (int d = 0; d < count; d++) {
            output("A_log" + d, in.aLogs().get(d));
            output("D" + d, in.ds().get(d));
            output("bias" + d, in.deltaBiases().get(d));
        }
        program = builder.build();
    }

    private void output(String name, Tensor tensor) {
        builder.output("d " + name, builder.gradient(tensor));
    }

    private Tensor input(String name, Shape shape) {
        Tensor tensor = builder.input(name, shape);
        builder.differentiate(tensor);
        inputs.put(name, tensor);
        return tensor;
    }

    private List<Tensor> parameters(String name, Shape shape) {
        List<Tensor> tensors = new ArrayList<>();
        for (int d = 0; d < directions.size(); d++) {
            tensors.add(input(name + d, shape));
        }
        return tensors;
    }

    Map<String, Tensor> inputs() {
        return inputs;
    }

    /** Runs forward and backward; returns the result and every gradient. */
    Map<String, float[]> run(Engine engine) {
        Map<String, float[]> results = new LinkedHashMap<>();
        try (Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
            program.outputs()
                    .forEach(
                            (name, tensor) -> {
                                execution.download(tensor);
                                results.put(name, tensor.toArray());
                            });
        }
        return results;
    }
}
