package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.op.loss.SoftmaxCrossEntropy;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/** A network with cross-entropy and gradients of all parameters and of the image. */
final class TestNetwork {

    /** What a run gives; gradients by parameter name, that of the image under {@code image}. */
    record Result(float loss, float[] logits, Map<String, float[]> gradients, long plannedBytes) {}

    private final ImageClassifier model;
    private final Program program;
    private final Tensor image;
    private final Tensor logits;
    private final Tensor loss;
    private final Map<String, Tensor> gradients = new LinkedHashMap<>();

    TestNetwork(ImageClassifier model, float[] labels, IntPredicate recompute) {
        this.model = model;
        NetworkConfig config = model.config();
        var builder =
                new ProgramBuilder(true)
                        .recompute(stage -> recompute.test(Integer.parseInt(stage.substring(6))));
        int batch = labels.length;
        image =
                builder.input(
                        "image",
                        Shape.of(
                                batch,
                                config.channels(),
                                config.imageHeight(),
                                config.imageWidth()));
        Tensor targets = builder.input("targets", Shape.of(batch));
        targets.set(labels);
        model.blocks().forEach(builder::train);
        builder.differentiate(image);
        logits = model.logits(builder, image);
        builder.output("logits", logits);
        loss = builder.stage("loss", () -> SoftmaxCrossEntropy.apply(builder, logits, targets, 0));
        builder.output("loss", loss);
        Tensor one = Tensor.allocated("one", Shape.of(1), Storage.Kind.STATE);
        one.set(new float[] {1});
        builder.backward(Map.of(loss, one));
        collect(builder);
        program = builder.build();
    }

    private void collect(ProgramBuilder builder) {
        for (ParameterBlock block : model.blocks()) {
            Storage storage = builder.gradient(block).orElseThrow().storage();
            block.parameters()
                    .forEach((name, tensor) -> gradients.put(name, tensor.in(storage, name)));
        }
        Tensor gradient = builder.gradient(image);
        builder.output("d image", gradient);
        gradients.put("image", gradient);
    }

    Program program() {
        return program;
    }

    Tensor image() {
        return image;
    }

    /** Runs forward and backward on the CPU, from cleared gradients. */
    Result run(int threads) {
        try (CpuEngine engine = new CpuEngine(threads)) {
            return run(engine);
        }
    }

    /** Runs forward and backward from cleared gradients. */
    Result run(Engine engine) {
        gradients.forEach(
                (name, tensor) -> {
                    if (!name.equals("image")) {
                        tensor.set(new float[tensor.size()]);
                    }
                });
        try (Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
            execution.download(logits, loss);
            execution.download(gradients.values().toArray(Tensor[]::new));
            Map<String, float[]> values = new LinkedHashMap<>();
            gradients.forEach((name, tensor) -> values.put(name, tensor.toArray()));
            return new Result(
                    loss.toArray()[0], logits.toArray(), values, execution.plannedBytes());
        }
    }
}
