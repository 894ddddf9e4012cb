package dev.tornadovim.kernels.engine.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.jvm.JvmRuntime;
import dev.tornadovim.kernels.op.direction.DirectionSum;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A program of three phases, small enough to be followed by hand: {@code y = 0.5 (w0 + w1)} twice in
 * a row of stages, its gradient, and an update {@code w -= d w; d w = 0}.
 */
class TornadoExecutionTest {

    private static final int SIZE = 6;

    private final ParameterBlock block =
            ParameterBlock.named("w").add("x", Shape.of(2, 1, 1, SIZE), true).build();
    private final Tensor w = block.get("x");
    private Program program;
    private Tensor seed;

    private Execution load(TornadoOptions options) {
        ProgramBuilder builder = new ProgramBuilder(true);
        builder.train(block);
        Tensor y = builder.stage("sum", () -> DirectionSum.apply(builder, w, 0.5f));
        Tensor z =
                builder.stage(
                        "again",
                        () -> DirectionSum.apply(builder, y.reshape(Shape.of(1, 1, 1, SIZE)), 3f));
        builder.output("z", z);
        seed = builder.input("seed", z.shape());
        builder.backward(Map.of(z, seed));
        Tensor gradient = builder.gradient(block).orElseThrow();
        builder.output("gradient", gradient);
        builder.update(
                "step",
                steps ->
                        steps.step("descend")
                                .reads(block.flat(), gradient)
                                .writes(block.flat(), gradient)
                                .cost(Cost.of(0, 0))
                                .cpu(loops -> loops.parallel(1, (i, scratch) -> {}))
                                .tornado(
                                        tasks ->
                                                tasks.graph()
                                                        .task(
                                                                tasks.id(
                                                                        "descend",
                                                                        block.storage().size()),
                                                                DescendKernel::descend,
                                                                tasks.array(block.flat()),
                                                                tasks.array(gradient),
                                                                block.storage().size()))
                                .add());
        program = builder.build();
        return new TornadoEngine("auto", options).load(program);
    }

    private static float[] filled(int size, float value) {
        float[] values = new float[size];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void onTheJvm() {
        JvmRuntime.install();
        trains();
        listens();
    }

    @OnDevice
    @Test
    void onTheDevice() {
        trains();
        listens();
    }

    private void trains() {
        w.set(filled(2 * SIZE, 2f));
        try (Execution execution = load(TornadoOptions.standard())) {
            Tensor z = program.output("z");
            Tensor gradient = program.output("gradient");
            seed.set(filled(SIZE, 1f));
            execution.run(Phase.FORWARD);
            execution.download(z);
            assertThat(z.toArray()).containsOnly(6f);
            execution.run(Phase.BACKWARD);
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
            execution.download(gradient);
            assertThat(gradient.toArray()).startsWith(3f, 3f).hasSize(block.storage().size());
            execution.run(Phase.UPDATE);
            execution.download(w, gradient);
            assertThat(w.toArray()).containsOnly(-1f);
            assertThat(gradient.toArray()).containsOnly(0f);
            execution.run(Phase.FORWARD);
            execution.download(z);
            assertThat(z.toArray()).containsOnly(-3f);
        }
    }

    /** Uploads reach the device, also between a forward and a backward run. */
    private void listens() {
        w.set(filled(2 * SIZE, 1f));
        try (Execution execution = load(TornadoOptions.standard().profiling())) {
            Tensor z = program.output("z");
            execution.run(Phase.FORWARD);
            w.set(filled(2 * SIZE, 5f));
            execution.upload(w);
            seed.set(filled(SIZE, 2f));
            execution.run(Phase.FORWARD);
            execution.upload(w);
            execution.run(Phase.BACKWARD);
            execution.download(z, program.output("gradient"));
            assertThat(z.toArray()).containsOnly(15f);
            assertThat(program.output("gradient").toArray()).startsWith(3f);
            List<String> heard = new ArrayList<>();
            execution.run(
                    Phase.FORWARD,
                    (stage, step, nanos) -> {
                        assertThat(nanos).isPositive();
                        heard.add(stage.name() + "/" + step.name());
                    });
            assertThat(heard).containsExactly("sum/directionSum", "again/directionSum");
            execution.run(Phase.FORWARD);
            execution.download(z);
            assertThat(z.toArray()).containsOnly(15f);
        }
    }

    @Test
    void aProgramThatDoesNotFitIsRefusedWithTheBytes() {
        JvmRuntime.install();
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = Tensor.planned("x", Shape.of(1, 1, 1 << 10, 1 << 20), Storage.Kind.ACTIVATION);
        builder.output("y", builder.stage("big", () -> DirectionSum.apply(builder, x, 1f)));
        Program big = builder.build();
        assertThatThrownBy(() -> new TornadoEngine("auto", TornadoOptions.standard()).load(big))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("needs " + (8L << 30) + " bytes")
                .hasMessageContaining("smaller batch");
    }

    @Test
    void aDeviceThatIsNotThereIsRefusedWithThoseThatAre() {
        JvmRuntime.install();
        assertThatThrownBy(() -> new TornadoEngine("cuda:7", TornadoOptions.standard()))
                .hasMessage("no device cuda:7; TornadoVM has java:0");
    }
}
