package dev.tornadovim.kernels.engine.cpu;

import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.StepListener;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.program.MemoryPlan;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.Stage;
import dev.tornadovim.kernels.program.Step;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A program with its memory planned and the loops of every step bound. */
final class CpuExecution implements Execution {

    private record Bound(Stage stage, Step step, Loop[] loops) {}

    private final Workers workers;
    private final Map<Phase, Bound[]> phases = new EnumMap<>(Phase.class);
    private final long plannedBytes;

    CpuExecution(Program program, Workers workers) {
        this.workers = workers;
        MemoryPlan plan = MemoryPlan.of(program, Storage.Kind.CPU_SCRATCH);
        plan.allocate();
        plannedBytes = plan.bytes();
        for (Phase phase : Phase.values()) {
            List<Bound> bound = new ArrayList<>();
            for (Stage stage : program.stages(phase)) {
                for (Step step : stage.steps()) {
                    bound.add(new Bound(stage, step, bind(step)));
                }
            }
            phases.put(phase, bound.toArray(Bound[]::new));
        }
    }

    private static Loop[] bind(Step step) {
        List<Loop> loops = new ArrayList<>();
        step.cpu()
                .accept(
                        new CpuLoops() {
                            @Override
                            public MemorySegment segment(Tensor tensor) {
                                return tensor.segment();
                            }

                            @Override
                            public void parallel(int count, Body body) {
                                loops.add(new Loop(count, body));
                            }
                        });
        return loops.toArray(Loop[]::new);
    }

    @Override
    public void run(Phase phase) {
        for (Bound bound : phases.get(phase)) {
            run(bound);
        }
    }

    @Override
    public void run(Phase phase, StepListener listener) {
        Timeline timeline = new Timeline(phase, listener);
        workers.listen(timeline);
        try {
            for (Bound bound : phases.get(phase)) {
                timeline.begins(bound.stage, bound.step);
                run(bound);
                timeline.ended();
            }
        } finally {
            workers.listen(null);
        }
        timeline.report();
    }

    private void run(Bound bound) {
        for (Loop loop : bound.loops) {
            workers.run(loop);
        }
    }

    @Override
    public void upload(Tensor... tensors) {
        // Host memory is what the loops read.
    }

    @Override
    public void download(Tensor... tensors) {
        // Host memory is what the loops write.
    }

    @Override
    public long plannedBytes() {
        return plannedBytes;
    }

    @Override
    public void close() {
        // The arrays go with the last reference to them.
    }
}
