package dev.tornadovim.kernels.engine.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.jvm.JvmRuntime;
import dev.tornadovim.kernels.op.direction.DirectionSum;
import dev.tornadovim.kernels.op.elementwise.Add;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A program with more arrays than a task graph of TornadoVM has room for. Layer k adds the mean of
 * the two rows of {@code w_k}, all {@code k % 7 + 1}, and an input of ones; the gradient of every
 * weight is a half, and the update subtracts it.
 */
class DeepProgramTest {

    private static final int SIZE = 4;
    private static final int LAYERS_A_STAGE = 10;

    private final List<ParameterBlock> blocks = new ArrayList<>();
    private final List<Tensor> gradients = new ArrayList<>();
    private Tensor z;

    private Program program(int layers, int inputs) {
        ProgramBuilder builder = new ProgramBuilder(true);
        for (int k = 0; k < layers; k++) {
            ParameterBlock block =
                    ParameterBlock.named("w" + k).add("x", Shape.of(2, 1, 1, SIZE), true).build();
            block.get("x").set(filled(2 * SIZE, k % 7 + 1));
            builder.train(block);
            blocks.add(block);
        }
        z = builder.input("start", Shape.of(1, 1, SIZE));
        for (int k = 0; k < layers; k += LAYERS_A_STAGE) {
            int first = k;
            int end = Math.min(layers, k + LAYERS_A_STAGE);
            z = builder.stage("layer." + k, () -> layers(builder, first, end, inputs));
        }
        builder.output("z", z);
        Tensor seed = builder.input("seed", z.shape());
        seed.set(filled(SIZE, 1f));
        builder.backward(Map.of(z, seed));
        blocks.forEach(block -> gradients.add(builder.gradient(block).orElseThrow()));
        for (int k = 0; k < layers; k++) {
            int layer = k;
            builder.update("step." + k, steps -> descend(steps, layer));
        }
        return builder.build();
    }

    private Tensor layers(ProgramBuilder builder, int first, int end, int inputs) {
        Tensor sum = z;
        for (int k = first; k < end; k++) {
            Tensor mean = DirectionSum.apply(builder, blocks.get(k).get("x"), 0.5f);
            sum = Add.apply(builder, sum, mean);
            if (k < inputs) {
                Tensor ones = builder.input("x" + k, sum.shape());
                ones.set(filled(SIZE, 1f));
                sum = Add.apply(builder, sum, ones);
            }
        }
        return sum;
    }

    private void descend(Steps steps, int layer) {
        Tensor values = blocks.get(layer).flat();
        Tensor gradient = gradients.get(layer);
        steps.step("descend")
                .reads(values, gradient)
                .writes(values, gradient)
                .cost(Cost.of(0, 0))
                .cpu(loops -> loops.parallel(1, (i, scratch) -> {}))
                .tornado(
                        tasks ->
                                tasks.graph()
                                        .task(
                                                tasks.id(
                                                        "descend",
                                                        blocks.get(layer).storage().size()),
                                                DescendKernel::descend,
                                                tasks.array(values),
                                                tasks.array(gradient),
                                                blocks.get(layer).storage().size()))
                .add();
    }

    private static float[] filled(int size, float value) {
        float[] values = new float[size];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void onTheJvm() {
        JvmRuntime.install();
        Program program = program(800, 230);
        assertThat(program.storages()).hasSizeGreaterThan(3000);
        trains(program, 230);
    }

    @OnDevice
    @Test
    void onTheDevice() {
        trains(program(104, 0), 0);
    }

    private void trains(Program program, int inputs) {
        int layers = blocks.size();
        float sum = inputs;
        for (int k = 0; k < layers; k++) {
            sum += k % 7 + 1;
        }
        TornadoOptions options = TornadoOptions.standard();
        try (Execution execution = new TornadoEngine("auto", options).load(program)) {
            for (int step = 0; step < 2; step++) {
                execution.run(Phase.FORWARD);
                execution.run(Phase.BACKWARD);
                execution.download(z, gradients.getFirst(), gradients.getLast());
                assertThat(z.toArray()).containsOnly(sum - step * 0.5f * layers);
                assertThat(gradients.getFirst().toArray()).startsWith(filled(2 * SIZE, 0.5f));
                assertThat(gradients.getLast().toArray()).startsWith(filled(2 * SIZE, 0.5f));
                execution.run(Phase.UPDATE);
            }
            Tensor last = blocks.getLast().flat();
            execution.download(last);
            assertThat(last.toArray()).startsWith(filled(2 * SIZE, (layers - 1) % 7 + 1 - 1f));
            blocks.getLast().get("x").set(filled(2 * SIZE, 100f));
            execution.upload(last);
            execution.run(Phase.FORWARD);
            execution.download(z);
            assertThat(z.toArray()).containsOnly(sum - layers + 100f - (layers - 1) % 7);
        }
    }
}
