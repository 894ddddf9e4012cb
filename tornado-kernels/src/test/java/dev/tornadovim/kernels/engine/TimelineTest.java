package dev.tornadovim.kernels.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.engine.tornado.OnDevice;
import dev.tornadovim.kernels.engine.tornado.TornadoEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoOptions;
import dev.tornadovim.kernels.jvm.JvmRuntime;
import dev.tornadovim.kernels.op.elementwise.Scale;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Stage;
import dev.tornadovim.kernels.program.Step;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What an engine tells of a run agrees with itself: spans nest, and steps are their spans' sums. */
class TimelineTest {

    private static final int SIZE = 100_000;

    private final List<Span> spans = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();
    private long stepNanos;

    /** {@code y = 2 x} and {@code 3 y} in the first stage, {@code 6 z} in the second. */
    private static Program program() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", Shape.of(SIZE));
        float[] ones = new float[SIZE];
        Arrays.fill(ones, 1f);
        x.set(ones);
        Tensor y =
                builder.stage("first", () -> Scale.apply(builder, Scale.apply(builder, x, 2f), 3f));
        builder.output("y", builder.stage("second", () -> Scale.apply(builder, y, 6f)));
        return builder.build();
    }

    private final StepListener listener =
            new StepListener() {
                @Override
                public void ran(Stage stage, Step step, long nanos) {
                    steps.add(stage.name() + "/" + step.name());
                    stepNanos += nanos;
                }

                @Override
                public void span(Span span) {
                    spans.add(span);
                }
            };

    private void run(Engine engine) {
        Program program = program();
        try (engine;
                Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.FORWARD, listener);
            execution.download(program.output("y"));
            assertThat(program.output("y").toArray()).containsOnly(36f);
        }
        assertThat(steps).containsExactly("first/scale", "first/scale#2", "second/scale");
    }

    private List<Span> of(Span.Kind... kinds) {
        return spans.stream().filter(s -> Set.of(kinds).contains(s.kind())).toList();
    }

    private static long nanos(List<Span> of) {
        return of.stream().mapToLong(Span::nanos).sum();
    }

    private void assertThatProgramNests() {
        assertThat(of(Span.Kind.PHASE)).hasSize(1);
        Span phase = of(Span.Kind.PHASE).getFirst();
        assertThat(phase.name()).isEqualTo("FORWARD");
        long before = phase.start();
        for (Span stage : of(Span.Kind.STAGE)) {
            assertThat(stage.track()).isEqualTo(Span.PROGRAM);
            assertThat(stage.start()).isGreaterThanOrEqualTo(before);
            before = stage.end();
        }
        assertThat(before).isLessThanOrEqualTo(phase.end());
    }

    private void assertThatSpansOf(Span outer, List<Span> inner) {
        assertThat(inner).isNotEmpty();
        assertThat(inner)
                .allSatisfy(
                        span -> {
                            assertThat(span.start()).isGreaterThanOrEqualTo(outer.start());
                            assertThat(span.end()).isLessThanOrEqualTo(outer.end());
                        });
    }

    @Test
    void onTheCpu() {
        run(new CpuEngine(2));
        assertThatProgramNests();
        assertThat(of(Span.Kind.STAGE)).extracting(Span::name).containsExactly("first", "second");
        assertThat(nanos(of(Span.Kind.STEP))).isEqualTo(stepNanos);
        for (Span stage : of(Span.Kind.STAGE)) {
            assertThatSpansOf(
                    stage,
                    of(Span.Kind.STEP).stream()
                            .filter(s -> s.stage().equals(stage.name()))
                            .toList());
        }
        for (Span step : of(Span.Kind.STEP)) {
            assertThatSpansOf(
                    step,
                    of(Span.Kind.LOOP).stream()
                            .filter(s -> s.stage().equals(step.stage()))
                            .filter(s -> s.name().equals(step.name()))
                            .toList());
        }
    }

    @Test
    void aRunWithoutListenerTellsNothing() {
        Program program = program();
        try (Engine engine = new CpuEngine(2);
                Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD, listener);
            int heard = spans.size();
            execution.run(Phase.FORWARD);
            assertThat(spans).hasSize(heard);
            assertThat(execution.compileNanos()).isEmpty();
        }
    }

    @Test
    void onTheJvm() {
        JvmRuntime.install();
        runOnDevice();
    }

    @OnDevice
    @Test
    void onTheDevice() {
        runOnDevice();
        assertThat(of(Span.Kind.COPY))
                .extracting(Span::stage, Span::name)
                .contains(tuple("inputs", "to the device"));
    }

    private void runOnDevice() {
        Engine engine = new TornadoEngine("auto", TornadoOptions.standard().profiling());
        run(engine);
        assertThatProgramNests();
        assertThat(of(Span.Kind.STAGE))
                .extracting(Span::name)
                .containsExactly("inputs", "first", "second");
        assertThat(of(Span.Kind.KERNEL)).hasSize(3).allMatch(s -> s.track().equals(Span.QUEUE));
        assertThat(nanos(of(Span.Kind.KERNEL))).isEqualTo(stepNanos).isPositive();
        Span phase = of(Span.Kind.PHASE).getFirst();
        assertThat(nanos(of(Span.Kind.KERNEL, Span.Kind.COPY))).isLessThanOrEqualTo(phase.nanos());
    }

    @Test
    void everyStageHasItsCompileTime() {
        JvmRuntime.install();
        Program program = program();
        try (Engine engine = new TornadoEngine("auto", TornadoOptions.standard());
                Execution execution = engine.load(program)) {
            assertThat(execution.compileNanos()).containsOnlyKeys(program.stages());
        }
    }
}
