package dev.tornadovim.kernels.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;

import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.op.direction.DirectionSum;
import dev.tornadovim.kernels.program.CpuLoops.Body;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicIntegerArray;

class WorkersTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void everyIterationRunsOnce(int threads) {
        try (Workers workers = new Workers(threads)) {
            AtomicIntegerArray runs = new AtomicIntegerArray(1000);
            for (int round = 1; round <= 50; round++) {
                workers.run(runs.length(), (index, scratch) -> runs.incrementAndGet(index));
            }
            for (int i = 0; i < runs.length(); i++) {
                assertThat(runs.get(i)).as("iteration %d", i).isEqualTo(50);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void failureOfAnIterationSurfacesAndTheTeamGoesOn(int threads) {
        Body failing =
                (index, scratch) -> {
                    if (index == 7) {
                        throw new IllegalArgumentException("seven");
                    }
                };
        try (Workers workers = new Workers(threads)) {
            assertThatThrownBy(() -> workers.run(20, failing)).hasMessage("seven");
            AtomicIntegerArray runs = new AtomicIntegerArray(1);
            workers.run(9, (index, scratch) -> runs.incrementAndGet(0));
            assertThat(runs.get(0)).isEqualTo(9);
        }
    }

    @Test
    void steadyStateAllocatesNothing() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", Shape.of(2, 4, 197, 64));
        builder.output("y", builder.stage("sum", () -> DirectionSum.apply(builder, x, 0.5f)));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (CpuEngine engine = new CpuEngine(2);
                Execution execution = engine.load(builder.build())) {
            for (int i = 0; i < 5_000; i++) {
                execution.run(Phase.FORWARD);
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++) {
                execution.run(Phase.FORWARD);
            }
            long perRun = (threads.getCurrentThreadAllocatedBytes() - before) / 1_000;
            assertThat(perRun).as("bytes allocated by a run").isLessThan(16);
        }
    }
}
