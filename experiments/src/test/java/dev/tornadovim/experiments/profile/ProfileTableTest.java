package dev.tornadovim.experiments.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.tornadovim.experiments.run.Machine;
import dev.tornadovim.kernels.engine.Span;
import dev.tornadovim.kernels.engine.Span.Kind;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Stage;
import dev.tornadovim.kernels.program.Step;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Two stages with round figures. Ceilings of 100 GFLOP/s and 10 GB/s: the product is bound by
 * arithmetic (2 ms at least), the sums by memory (1 ms at least).
 */
class ProfileTableTest {

    private static final Ceilings CEILINGS = new Ceilings(100, "products", 10, "copies");
    private static final long MS = 1_000_000;

    private static Step step(String name, long flops, long bytes) {
        return new Step(
                name,
                List.of(),
                List.of(),
                List.of(),
                new Cost(flops, bytes),
                loops -> {},
                tasks -> {});
    }

    private final Step product = step("linear", 200_000_000, 1_000_000);
    private final Step sum = step("sum", 1_000_000, 10_000_000);
    private final Step secondSum = step("sum#2", 1_000_000, 10_000_000);
    private final Stage first = new Stage("block.0", Phase.FORWARD, List.of(product, sum));
    private final Stage second = new Stage("block.1", Phase.FORWARD, List.of(secondSum));

    /** Two steps of 20 ms: 14 in kernels, 3 in copies, 3 idle. */
    private EngineProfile profile() {
        Recording recording = new Recording();
        for (int i = 0; i < 2; i++) {
            long start = 100 * MS * i;
            recording.nextStep();
            recording.span(new Span("program", Kind.PHASE, "", "FORWARD", start, 18 * MS));
            recording.span(new Span("program", Kind.STAGE, "block.0", "block.0", start, 12 * MS));
            recording.span(new Span("queue", Kind.COPY, "block.0", "in", start, MS));
            recording.ran(first, product, 4 * MS);
            recording.ran(first, sum, 5 * MS);
            recording.span(
                    new Span("program", Kind.STAGE, "block.1", "block.1", start + 12 * MS, 6 * MS));
            recording.ran(second, secondSum, 5 * MS);
            recording.readBack(start + 18 * MS, 2 * MS);
        }
        return new EngineProfile(
                "test engine",
                CEILINGS,
                2,
                8,
                recording.wallSeconds(),
                0.016,
                OptionalDouble.of(0.008),
                2,
                1_000_000,
                0.5f,
                recording.stages(Map.of(first, 1500 * MS, second, 500 * MS), CEILINGS),
                recording.ops(CEILINGS),
                recording.timeline());
    }

    @Test
    void opsOfOneNameAreAddedUp() {
        assertThat(profile().ops())
                .containsExactly(
                        new Row("sum", 2, 0.010, 2_000_000, 20_000_000, 0.002, 0, 0, 0),
                        new Row("linear", 1, 0.004, 200_000_000, 1_000_000, 0.002, 0, 0, 0));
    }

    @Test
    void ratesAndSharesOfTheCeilingFollowFromWorkAndTime() {
        Row linear = profile().ops().get(1);
        assertThat(linear.gflops()).isCloseTo(50, within(1e-9));
        assertThat(linear.gigabytes()).isCloseTo(0.25, within(1e-9));
        assertThat(linear.ceilingShare()).isCloseTo(0.5, within(1e-9));
        Row sums = profile().ops().get(0);
        assertThat(sums.gigabytes()).isCloseTo(2, within(1e-9));
        assertThat(sums.ceilingShare()).isCloseTo(0.2, within(1e-9));
        assertThat(new Row("none", 1, 0, 1, 1, 1, 0, 0, 0).ceilingShare()).isZero();
    }

    @Test
    void stagesHaveCopiesIdleTimeAndCompileTime() {
        EngineProfile profile = profile();
        assertThat(profile.stages())
                .extracting(Row::name)
                .containsExactly("block.0", "block.1", "results");
        Row stage = profile.stages().getFirst();
        assertThat(stage.seconds()).isCloseTo(0.009, within(1e-12));
        assertThat(stage.copies()).isCloseTo(0.001, within(1e-12));
        assertThat(stage.idle()).isCloseTo(0.002, within(1e-12));
        assertThat(stage.ceilingShare()).isCloseTo(3.0 / 9, within(1e-12));
        assertThat(stage.compile()).isCloseTo(1.5, within(1e-12));
        assertThat(profile.stageFamilies())
                .extracting(Row::name, Row::count)
                .containsExactly(tuple("block.*", 2), tuple("results", 1));
    }

    @Test
    void theSumIsOpsCopiesAndIdleTime() {
        EngineProfile profile = profile();
        assertThat(profile.opSeconds()).isCloseTo(0.014, within(1e-12));
        assertThat(profile.copySeconds()).isCloseTo(0.003, within(1e-12));
        assertThat(profile.idleSeconds()).isCloseTo(0.003, within(1e-12));
        assertThat(profile.sum()).isCloseTo(profile.wall(), within(1e-12));
        assertThat(profile.wall()).isCloseTo(0.020, within(1e-12));
    }

    @Test
    void theTimelineIsTheLatestStepAlone() {
        assertThat(profile().timeline())
                .hasSize(6)
                .allMatch(span -> span.start() >= 100 * MS)
                .extracting(Span::track)
                .contains("program", "queue");
    }

    @Test
    void theTableSaysIt() {
        StringWriter text = new StringWriter();
        new ProfileTable(new PrintWriter(text)).print(profile(), false);
        assertThat(text.toString().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .contains(
                        "test engine",
                        "block.* 2 14.000 70.0% 14.4 1.5 29% 1.000 3.000 2.00",
                        "results 1 0.000 0.0% 0.0 0.0 0% 2.000 0.000 0.00",
                        "sum 2 10.000 50.0% 0.2 2.0 20%",
                        "linear 1 4.000 20.0% 50.0 0.3 50%",
                        "copies 3.000 15.0%",
                        "launches and idle 3.000 15.0%",
                        "sum 20.000 100.0%",
                        "wall time of a step 20.000 8 images, mean of 2 steps; the sum is 100.0 %"
                                + " of it",
                        "without the profiler 16.000",
                        "with CUDA graphs 8.000");
    }

    @Test
    void enginesAreComparedOpByOp() {
        StringWriter text = new StringWriter();
        new ProfileTable(new PrintWriter(text)).compare(profile(), profile());
        assertThat(text.toString().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .contains("linear 4.000 4.000 1.00x", "step 16.000 8.000 2.00x");
    }

    @Test
    void theReportHasRowsAndSums() throws IOException {
        var report = new ProfileReport("tiny", "inference", Machine.here(), List.of(profile()));
        JsonNode json = new JsonMapper().readTree(report.json());
        JsonNode engine = json.get("engines").get(0);
        assertThat(engine.get("engine").asText()).isEqualTo("test engine");
        assertThat(engine.get("sum").asDouble()).isCloseTo(0.020, within(1e-9));
        assertThat(engine.get("replayed").asDouble()).isEqualTo(0.008);
        assertThat(engine.get("ops").get(1).get("flops").asLong()).isEqualTo(200_000_000);
        assertThat(engine.get("stages").get(0).get("name").asText()).isEqualTo("block.0");
        assertThat(engine.has("timeline")).isFalse();
    }
}
