package dev.tornadovim.kernels.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.engine.tornado.OnDevice;
import dev.tornadovim.kernels.engine.tornado.TornadoEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoOptions;
import dev.tornadovim.kernels.jvm.JvmRuntime;
import dev.tornadovim.kernels.op.elementwise.Add;
import dev.tornadovim.kernels.op.elementwise.Scale;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Stage;
import dev.tornadovim.kernels.program.Step;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Stages on the host between stages of an engine: {@code y = 2 (w + x)}, then the host reverses y into r
 * and counts its runs in c, then {@code z = 3 r + c + y}, then the host doubles z into an input, which
 * the last stage scales by 5.
 */
class HostStageTest {

    private static final Shape SHAPE = Shape.of(4);

    private final ParameterBlock block = ParameterBlock.named("w").add("x", SHAPE, true).build();
    private final Tensor reversed = Tensor.allocated("r", SHAPE, Storage.Kind.STATE);
    private final Tensor count = Tensor.allocated("c", SHAPE, Storage.Kind.STATE);
    private final List<float[]> seen = new ArrayList<>();
    private Tensor x;
    private Program program;

    private void build(boolean training) {
        seen.clear();
        ProgramBuilder builder = new ProgramBuilder(training);
        builder.train(block);
        x = builder.input("x", SHAPE);
        Tensor sum = builder.stage("sum", () -> Add.apply(builder, block.get("x"), x));
        Tensor y = builder.stage("double", () -> Scale.apply(builder, sum, 2f));
        builder.hostStage("reverse", List.of(y), List.of(reversed, count), () -> reverse(y));
        Tensor z =
                builder.stage(
                        "mix",
                        () -> {
                            Tensor r = Scale.apply(builder, reversed, 3f);
                            return Add.apply(builder, Add.apply(builder, r, count), y);
                        });
        Tensor doubled = builder.input("doubled", SHAPE);
        builder.hostStage(
                "twice",
                List.of(z),
                List.of(doubled),
                () -> {
                    float[] values = z.toArray();
                    for (int i = 0; i < values.length; i++) {
                        values[i] *= 2;
                    }
                    doubled.set(values);
                });
        builder.output("last", builder.stage("last", () -> Scale.apply(builder, doubled, 5f)));
        if (training) {
            Tensor one = Tensor.allocated("one", SHAPE, Storage.Kind.STATE);
            one.set(new float[] {1, 1, 1, 1});
            builder.backward(Map.of(z, one));
            builder.output("gradient", builder.gradient(block).orElseThrow());
        }
        program = builder.build();
    }

    private void reverse(Tensor y) {
        float[] values = y.toArray();
        seen.add(values.clone());
        float[] turned = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            turned[i] = values[values.length - 1 - i];
        }
        reversed.set(turned);
        float[] counts = new float[values.length];
        Arrays.fill(counts, seen.size());
        count.set(counts);
    }

    private static float[] last(float[] y, int run) {
        float[] last = new float[y.length];
        for (int i = 0; i < y.length; i++) {
            last[i] = 10 * (3 * y[y.length - 1 - i] + run + y[i]);
        }
        return last;
    }

    private void runs(Engine engine, boolean training) {
        build(training);
        block.get("x").set(new float[] {1, 2, 3, 4});
        try (engine;
                Execution execution = engine.load(program)) {
            for (int run = 1; run <= 3; run++) {
                x.set(new float[] {run, 0, 0, -run});
                execution.run(Phase.FORWARD);
                float[] y = {2 + 2 * run, 4, 6, 8 - 2 * run};
                assertThat(seen.getLast()).containsExactly(y);
                execution.download(program.output("last"));
                assertThat(program.output("last").toArray()).containsExactly(last(y, run));
            }
            if (training) {
                execution.run(Phase.BACKWARD);
                execution.download(program.output("gradient"));
                assertThat(Arrays.copyOf(program.output("gradient").toArray(), 4))
                        .as("through y alone, not through what the host made of it")
                        .containsExactly(2, 2, 2, 2);
            }
        }
    }

    @Test
    void onTheCpu() {
        runs(new CpuEngine(2), false);
        runs(new CpuEngine(2), true);
    }

    @Test
    void onTheJvm() {
        JvmRuntime.install();
        runs(new TornadoEngine("auto", TornadoOptions.standard()), true);
        tells();
    }

    @OnDevice
    @Test
    void onTheDevice() {
        runs(new TornadoEngine("auto", TornadoOptions.standard()), true);
        tells();
    }

    private void tells() {
        build(false);
        List<Span> spans = new ArrayList<>();
        List<String> steps = new ArrayList<>();
        StepListener listener =
                new StepListener() {
                    @Override
                    public void ran(Stage stage, Step step, long nanos) {
                        assertThat(nanos).isPositive();
                        steps.add(stage.name() + "/" + step.name());
                    }

                    @Override
                    public void span(Span span) {
                        spans.add(span);
                    }
                };
        TornadoOptions options = TornadoOptions.standard().profiling();
        try (Engine engine = new TornadoEngine("auto", options);
                Execution execution = engine.load(program)) {
            x.set(new float[] {1, 1, 1, 1});
            execution.run(Phase.FORWARD, listener);
            execution.download(program.output("last"));
            assertThat(program.output("last").toArray())
                    .containsExactly(last(seen.getLast(), seen.size()));
        }
        assertThat(steps)
                .containsExactly(
                        "sum/add",
                        "double/scale",
                        "reverse/host",
                        "mix/scale",
                        "mix/add",
                        "mix/add#2",
                        "twice/host",
                        "last/scale");
        assertThat(spans)
                .filteredOn(span -> span.kind() == Span.Kind.STAGE)
                .extracting(Span::name)
                .contains("reverse", "twice", "mix", "last");
    }

    @Test
    void onlyAllocatedStateAndInputsAreWritten() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor planned = Tensor.planned("p", SHAPE, Storage.Kind.ACTIVATION);
        assertThatThrownBy(() -> builder.hostStage("h", List.of(), List.of(planned), () -> {}))
                .hasMessage(
                        "a stage of the host writes allocated STATE or INPUT, not"
                                + " p(ACTIVATION, 4)");
        assertThatThrownBy(
                        () ->
                                builder.stage(
                                        "outer",
                                        () -> {
                                            builder.hostStage("h", List.of(), List.of(), () -> {});
                                            return planned;
                                        }))
                .hasMessage("stage h of the host begins inside another stage");
    }
}
