package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.LinkedHashMap;
import java.util.Map;

/** A DeiT with golden weights whose loss is {@code sum(logits * seed)}. */
final class DeitNetwork {

    /** What a forward and a backward pass give; {@code gradients} by parameter, and {@code image}. */
    record Result(float[] logits, Map<String, float[]> gradients) {}

    private final Program program;
    private final Map<String, Tensor> gradients = new LinkedHashMap<>();

    DeitNetwork(ImageClassifier model, int batch, boolean recompute) {
        model.parameters().forEach((name, t) -> t.set(GoldenWeights.of(name, t.shape())));
        ProgramBuilder builder = new ProgramBuilder(true).recompute(block -> recompute);
        model.blocks().forEach(builder::train);
        NetworkConfig config = model.config();
        Tensor image =
                builder.input(
                        "image",
                        Shape.of(
                                batch,
                                config.channels(),
                                config.imageHeight(),
                                config.imageWidth()));
        GoldenWeights.setImage(image);
        builder.differentiate(image);
        Tensor logits = model.logits(builder, image);
        Tensor seed = builder.input("seed", logits.shape());
        setUniform(seed);
        builder.backward(Map.of(logits, seed));
        builder.output("logits", logits);
        model.parameters().forEach((name, t) -> gradients.put(name, builder.gradient(t)));
        gradients.put("image", builder.gradient(image));
        builder.output("grad.image", gradients.get("image"));
        program = builder.build();
    }

    private static void setUniform(Tensor seed) {
        float[] values = new float[seed.size()];
        // A weight of fan-in 3 is v itself.
        System.arraycopy(
                GoldenWeights.of("seed", Shape.of(values.length, 3)), 0, values, 0, values.length);
        seed.set(values);
    }

    Program program() {
        return program;
    }

    /** Sets random keys as the trainer does, to these two values. */
    void setKeys(float first, float second) {
        program.inputs()
                .forEach(
                        (name, tensor) -> {
                            if (name.startsWith(Network.RANDOM_KEY)) {
                                tensor.set(new float[] {first, second});
                            }
                        });
    }

    Result run(int threads) {
        clearGradients();
        try (CpuEngine engine = new CpuEngine(threads);
                Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
            Map<String, float[]> values = new LinkedHashMap<>();
            gradients.forEach((name, tensor) -> values.put(name, tensor.toArray()));
            return new Result(program.output("logits").toArray(), values);
        }
    }

    private void clearGradients() {
        gradients.forEach(
                (name, tensor) -> {
                    if (!name.equals("image")) {
                        tensor.set(new float[tensor.size()]);
                    }
                });
    }
}
