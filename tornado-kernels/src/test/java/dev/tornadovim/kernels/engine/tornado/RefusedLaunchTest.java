package dev.tornadovim.kernels.engine.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import uk.ac.manchester.tornado.api.WorkerGrid;

/** A launch that does not happen ends the run with one line; its outputs are never downloaded. */
class RefusedLaunchTest {

    private static final int SIZE = 1 << 14;

    private interface Launch {
        void append(TornadoTasks tasks, WorkerGrid grid, Tensor y);
    }

    private static Program program(WorkerGrid grid, Launch launch) {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor y = Tensor.planned("y", Shape.of(SIZE), Storage.Kind.OUTPUT);
        builder.update(
                "faulty",
                steps ->
                        steps.step("launch")
                                .writes(y)
                                .cost(Cost.of(0, 0))
                                .cpu(loops -> loops.parallel(1, (i, scratch) -> {}))
                                .tornado(tasks -> launch.append(tasks, grid, y))
                                .add());
        builder.output("y", y);
        return builder.build();
    }

    private static void refuses(DeviceInfo device, Program program) {
        DeviceException error =
                catchThrowableOfType(
                        DeviceException.class,
                        () -> {
                            try (Execution execution =
                                    TornadoExecution.load(
                                            program, device, TornadoOptions.standard())) {
                                execution.run(Phase.UPDATE);
                            }
                        });
        assertThat(error).as("refused on %s", device).isNotNull();
        assertThat(error.getMessage())
                .contains("faulty")
                .contains(device.id())
                .doesNotContain("\n");
    }

    private static DeviceInfo device() {
        return TornadoDevices.all().getFirst();
    }

    /** PoCL ends the process where other drivers refuse. */
    @OnDevice
    @Test
    void moreLocalMemoryThanThereIs() {
        assumeFalse(device().name().startsWith("pthread"), "PoCL does not count local memory");
        refuses(
                device(),
                program(
                        Grids.items(SIZE, 32),
                        (tasks, grid, y) ->
                                tasks.graph()
                                        .task(
                                                tasks.id("hoard", grid),
                                                FaultyKernels::hoard,
                                                tasks.context(),
                                                tasks.array(y))));
    }

    @OnDevice
    @Test
    void aKernelThatCannotBeBuilt() {
        refuses(
                device(),
                program(
                        Grids.items(SIZE, 32),
                        (tasks, grid, y) ->
                                tasks.graph()
                                        .task(
                                                tasks.id("nest", grid),
                                                FaultyKernels::nest,
                                                tasks.context(),
                                                tasks.array(y))));
    }

    /** The engine's own check is circumvented by a device that claims to take larger groups. */
    @OnDevice
    @Test
    void aGroupLargerThanTheDeviceTakes() {
        DeviceInfo device = device();
        DeviceInfo boaster =
                new DeviceInfo(
                        device.backend(),
                        device.backendIndex(),
                        device.index(),
                        device.name(),
                        device.memory(),
                        device.allocationLimit(),
                        SIZE,
                        device.gpu());
        refuses(
                boaster,
                program(
                        Grids.items(SIZE, SIZE),
                        (tasks, grid, y) ->
                                tasks.graph()
                                        .task(
                                                tasks.id("one", grid),
                                                FaultyKernels::one,
                                                tasks.context(),
                                                tasks.array(y))));
    }
}
