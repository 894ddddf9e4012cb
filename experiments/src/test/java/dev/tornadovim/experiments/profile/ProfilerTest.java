package dev.tornadovim.experiments.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.measure.Workload;
import dev.tornadovim.experiments.run.Machine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.Span;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Stage;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** A real training step, small, on the CPU engine. */
class ProfilerTest {

    private static final Ceilings CEILINGS = new Ceilings(100, "products", 10, "copies");
    private static final double MICROSECOND = 1e-3; // spans' times are printed in microseconds

    private static ExperimentConfig config(String... overrides) {
        List<String> all =
                new ArrayList<>(List.of("model.depth=2", "model.dModel=16", "train.batchSize=4"));
        all.addAll(Arrays.asList(overrides));
        return new ConfigLoader(ConfigFolder.locate(Path.of("")))
                .load("fashion-mnist", all)
                .config();
    }

    private static EngineProfile profile(Workload work) {
        try (CpuEngine engine = new CpuEngine(2)) {
            return new Profiler(2, 0).profile(engine, work, OptionalDouble.empty(), () -> CEILINGS);
        }
    }

    @Test
    void theSumAgreesWithTheWallTime() {
        EngineProfile profile = profile(Workload.training(config()));
        assertThat(profile.sum()).isCloseTo(profile.wall(), within(0.1 * profile.wall()));
        assertThat(profile.stages().stream().mapToDouble(Row::total).sum())
                .isCloseTo(profile.sum(), within(1e-9));
    }

    @Test
    void stagesAndOpsHaveTheWorkOfTheProgram() {
        Workload work = Workload.training(config());
        EngineProfile profile = profile(work);
        long flops =
                Arrays.stream(Phase.values()).mapToLong(p -> work.program().cost(p).flops()).sum();
        long bytes =
                Arrays.stream(Phase.values()).mapToLong(p -> work.program().cost(p).bytes()).sum();
        assertThat(profile.ops().stream().mapToLong(Row::flops).sum()).isEqualTo(flops);
        assertThat(profile.ops().stream().mapToLong(Row::bytes).sum()).isEqualTo(bytes);
        assertThat(profile.stages().stream().mapToLong(Row::flops).sum()).isEqualTo(flops);
        assertThat(profile.stages())
                .extracting(Row::name)
                .containsAll(work.program().stages().stream().map(Stage::name).toList());
        assertThat(profile.stageFamilies())
                .filteredOn(row -> row.name().equals("block.*"))
                .singleElement()
                .returns(2, Row::count);
    }

    @Test
    void microBatchesAreCountedEach() {
        EngineProfile whole = profile(Workload.training(config()));
        EngineProfile parts = profile(Workload.training(config("train.microBatches=2")));
        Map<String, Integer> runs = new HashMap<>();
        whole.ops().forEach(row -> runs.put(row.name(), row.count()));
        assertThat(parts.images()).isEqualTo(4);
        assertThat(parts.ops())
                .allSatisfy(
                        row -> {
                            boolean update = List.of("adamW", "gradientNorm").contains(row.name());
                            int times = update ? 1 : 2;
                            assertThat(row.count()).isEqualTo(times * runs.get(row.name()));
                        });
    }

    @Test
    void theProfilerChangesNoResult() {
        Workload observed = Workload.training(config());
        profile(observed);
        Workload alone = Workload.training(config());
        alone.fill().run();
        try (CpuEngine engine = new CpuEngine(2);
                Execution execution = engine.load(alone.program())) {
            for (int step = 0; step < 5; step++) { // as many as the profiler ran
                alone.parts().forEach(part -> execution.run(part.phase()));
            }
        }
        assertThat(observed.result().toArray()).isEqualTo(alone.result().toArray());
        assertThat(observed.result().toArray()[0]).isFinite();
    }

    @Test
    void inferenceIsTheForwardPassAlone() {
        EngineProfile profile = profile(Workload.inference(config("train.evalBatchSize=3")));
        assertThat(profile.images()).isEqualTo(3);
        assertThat(profile.ops())
                .extracting(Row::name)
                .contains("scan")
                .noneMatch(this::isBackward);
    }

    private boolean isBackward(String op) {
        return op.contains("backward");
    }

    @Test
    void theTraceParsesAndItsEventsNest() throws IOException {
        EngineProfile profile = profile(Workload.training(config()));
        var report = new ProfileReport("tiny", "training step", Machine.here(), List.of(profile));
        JsonNode trace = new JsonMapper().readTree(report.trace());
        Map<Integer, List<JsonNode>> tracks = new HashMap<>();
        Map<Integer, String> names = new HashMap<>();
        for (JsonNode event : trace.get("traceEvents")) {
            int track = event.get("tid").asInt();
            if (event.get("ph").asText().equals("X")) {
                tracks.computeIfAbsent(track, t -> new ArrayList<>()).add(event);
            } else if (event.get("name").asText().equals("thread_name")) {
                names.put(track, event.get("args").get("name").asText());
            }
        }
        assertThat(names).containsEntry(0, "program").containsOnlyKeys(tracks.keySet());
        assertThat(names.values()).contains(Thread.currentThread().getName());
        tracks.values().forEach(ProfilerTest::assertNested);
        double steps = duration(tracks.get(0), "step");
        assertThat(steps * 1e-6).isCloseTo(latestSteps(profile), within(1e-9));
        assertThat(steps + duration(tracks.get(0), "copy"))
                .isLessThanOrEqualTo(duration(tracks.get(0), "stage") + MICROSECOND);
    }

    private static double latestSteps(EngineProfile profile) {
        return profile.timeline().stream()
                .filter(span -> span.kind() == Span.Kind.STEP)
                .mapToDouble(span -> span.nanos() * 1e-9)
                .sum();
    }

    private static double duration(List<JsonNode> events, String category) {
        return events.stream()
                .filter(e -> e.get("cat").asText().equals(category))
                .mapToDouble(e -> e.get("dur").asDouble())
                .sum();
    }

    /** Each event lies inside the one that is open, or after it. */
    private static void assertNested(List<JsonNode> events) {
        List<Double> open = new ArrayList<>();
        for (JsonNode event : events) {
            double start = event.get("ts").asDouble();
            double end = start + event.get("dur").asDouble();
            assertThat(start).isNotNegative();
            while (!open.isEmpty() && open.getLast() <= start + MICROSECOND) {
                open.removeLast();
            }
            if (!open.isEmpty()) {
                assertThat(end).isLessThanOrEqualTo(open.getLast() + MICROSECOND);
            }
            open.add(end);
        }
    }

    @Test
    void aProfileNeedsAStep() {
        assertThatThrownBy(() -> new Profiler(0, 1)).hasMessage("steps must be at least 1, got 0");
        assertThatThrownBy(() -> new Profiler(1, Double.NaN))
                .hasMessageStartingWith("seconds of warm-up must be at least 0");
    }
}
