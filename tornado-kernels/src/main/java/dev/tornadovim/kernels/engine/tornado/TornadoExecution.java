package dev.tornadovim.kernels.engine.tornado;

import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.StepListener;
import dev.tornadovim.kernels.program.MemoryPlan;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.Stage;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A program on a device: its memory allocated, its kernels compiled, its graphs ready to run. */
final class TornadoExecution implements Execution {

    private static final Logger LOG = LogManager.getLogger();
    private static final long PROGRESS_NANOS = 2_000_000_000L;

    private final DeviceInfo device;
    private final long plannedBytes;
    private final long bytes;
    private final ResidentMemory memory;
    private final List<TaskGraph> graphs = new ArrayList<>();
    private final List<StageGraph> stages = new ArrayList<>();
    private final Map<Stage, Long> compileNanos = new LinkedHashMap<>();
    private final StageGrids grids = new StageGrids();
    private final FloatArray nothing = new FloatArray(1);
    private final boolean[] bound;
    private final boolean replays;
    private final int firstStage;
    private final int inputs;
    private final int resident;
    private final int upload;
    private final TornadoExecutionPlan plan;
    private final TornadoExecutionResult residentResult;

    TornadoExecution(Program program, DeviceInfo device, TornadoOptions options) {
        this.device = device;
        List<Storage> storages =
                program.storages().stream()
                        .filter(s -> s.kind() != Storage.Kind.CPU_SCRATCH)
                        .toList();
        MemoryPlan memoryPlan = MemoryPlan.of(program, Storage.Kind.DEVICE_SCRATCH);
        plannedBytes = memoryPlan.bytes();
        bytes = plannedBytes + MemoryBudget.ownBytes(program);
        MemoryBudget.take(device, storages, bytes);
        memoryPlan.allocate();
        memory = new ResidentMemory(storages);
        inputs = memory.hasInputs() ? add(memory.inputsGraph()) : -1;
        resident = add(memory.residentGraph());
        upload = memory.hasValues() ? add(memory.uploadGraph()) : -1;
        firstStage = graphs.size();
        Optional<CudaExtras> extras = CudaExtras.of(device);
        StageGraph.Setting setting = new StageGraph.Setting(device, grids, extras, options.tf32());
        for (Stage stage : program.stages()) {
            for (StageGraph graph : StageGraph.of(stage, stages.size(), setting)) {
                graph.graph().consumeFromDevice(ResidentMemory.RESIDENT, arrays(graph));
                stages.add(graph);
                graphs.add(graph.graph());
            }
        }
        declarePredecessors();
        plan =
                new TornadoExecutionPlan(
                        graphs.stream()
                                .map(TaskGraph::snapshot)
                                .toArray(ImmutableTaskGraph[]::new));
        bound = new boolean[graphs.size()];
        replays = options.cudaGraphs() && extras.isPresent();
        prepare(replays ? extras : Optional.empty());
        if (inputs >= 0) {
            plan.withGraph(inputs).execute();
        }
        residentResult = plan.withGraph(resident).execute();
    }

    private static Object[] arrays(StageGraph graph) {
        return graph.arrays().toArray();
    }

    private int add(TaskGraph graph) {
        graphs.add(graph);
        return graphs.size() - 1;
    }

    /**
     * TornadoVM looks up what a graph takes over from the graph that ran before it, and breaks when
     * it finds no entry. So every graph takes nothing from each graph that can come before it.
     */
    private void declarePredecessors() {
        Set<String> ends = new LinkedHashSet<>();
        for (int i = 0; i < stages.size(); i++) {
            if (i + 1 == stages.size() || phase(i) != phase(i + 1)) {
                ends.add(stages.get(i).name());
            }
        }
        Set<String> all = new LinkedHashSet<>();
        graphs.forEach(graph -> all.add(graph.getTaskGraphName()));
        for (int i = 0; i < graphs.size(); i++) {
            Set<String> before = new LinkedHashSet<>(ends);
            if (i < firstStage) {
                before.addAll(all);
            } else {
                graphs.subList(0, firstStage).forEach(g -> before.add(g.getTaskGraphName()));
                before.add(graphs.get(i - 1).getTaskGraphName());
            }
            for (String name : before) {
                graphs.get(i).consumeFromDevice(name, nothing);
            }
        }
    }

    private Phase phase(int stageGraph) {
        return stages.get(stageGraph).stage().phase();
    }

    private void prepare(Optional<CudaExtras> replay) {
        if (device != TornadoDevices.all().getFirst()) {
            plan.withDevice(DeviceProbe.device(device));
        }
        if (device.isCuda()) {
            // Blocks of 256; TornadoVM's own choice can exceed the registers of a multiprocessor.
            plan.withDefaultScheduler();
        }
        if (!grids.keySet().isEmpty()) {
            plan.withGridScheduler(grids);
            grids.registered();
        }
        long start = System.nanoTime();
        long reported = start;
        int tasks = stages.stream().mapToInt(s -> s.steps().size()).sum();
        LOG.info("compiling {} kernels in {} graphs for {}", tasks, stages.size(), device);
        for (int i = 0; i < stages.size(); i++) {
            long began = System.nanoTime();
            plan.withGraph(firstStage + i);
            replay.ifPresent(extras -> extras.replay(plan));
            plan.withPreCompilation();
            long now = System.nanoTime();
            compileNanos.merge(stages.get(i).stage(), now - began, Long::sum);
            if (now - reported > PROGRESS_NANOS) {
                LOG.info("compiled {} of {} graphs", i + 1, stages.size());
                reported = now;
            }
        }
        LOG.info("compiled in {} s", Math.round((System.nanoTime() - start) / 1e8) / 10.0);
    }

    @Override
    public void run(Phase phase) {
        if (phase == Phase.FORWARD && inputs >= 0) {
            takeInputs();
        }
        for (int i = 0; i < stages.size(); i++) {
            if (phase(i) == phase) {
                execute(firstStage + i);
            }
        }
    }

    @Override
    public void run(Phase phase, StepListener listener) {
        if (replays) {
            throw new DeviceException(
                    "CUDA graphs have no times of single kernels; profile without them");
        }
        DeviceTimeline timeline = new DeviceTimeline(phase);
        plan.withProfiler(ProfilerMode.SILENT);
        try {
            if (phase == Phase.FORWARD && inputs >= 0) {
                timeline.run(inputs, ResidentMemory.INPUTS, Optional.empty(), this::takeInputs);
            }
            for (int i = 0; i < stages.size(); i++) {
                if (phase(i) == phase) {
                    int graph = firstStage + i;
                    StageGraph stage = stages.get(i);
                    timeline.run(graph, stage.name(), Optional.of(stage), () -> execute(graph));
                }
            }
        } finally {
            plan.withoutProfiler();
        }
        // That takes effect with the next execution; copies before it would print a notice each.
        plan.withGraph(resident).execute();
        timeline.report(this::profile, listener);
    }

    /** TornadoVM's profile of a graph, all its executions so far. */
    private String profile(int graph) {
        plan.withGraph(graph);
        return residentResult.getProfilerResult().getProfileLog();
    }

    private void takeInputs() {
        plan.withGraph(inputs).execute();
    }

    /** Runs a graph; before the first time, the owner of its arrays. */
    private TornadoExecutionResult execute(int graph) {
        try {
            if (!bound[graph]) {
                plan.withGraph(resident).execute();
                bound[graph] = true;
            }
            return plan.withGraph(graph).execute();
        } catch (RuntimeException e) {
            String what =
                    graph < firstStage
                            ? graphs.get(graph).getTaskGraphName()
                            : stages.get(graph - firstStage).stage().name();
            throw new DeviceException(what + " on " + device + ": " + DeviceException.reason(e), e);
        }
    }

    @Override
    public void upload(Tensor... tensors) {
        for (FloatArray array : distinct(tensors)) {
            memory.upload(array, () -> execute(upload));
        }
    }

    @Override
    public void download(Tensor... tensors) {
        plan.withGraph(resident);
        for (FloatArray array : distinct(tensors)) {
            if (memory.holds(array)) {
                residentResult.transferToHost(array);
            }
        }
    }

    private static Set<FloatArray> distinct(Tensor... tensors) {
        Set<FloatArray> arrays = new LinkedHashSet<>();
        for (Tensor tensor : tensors) {
            arrays.add(tensor.storage().array());
        }
        return arrays;
    }

    @Override
    public Map<Stage, Long> compileNanos() {
        return Collections.unmodifiableMap(compileNanos);
    }

    @Override
    public long plannedBytes() {
        return plannedBytes;
    }

    @Override
    public void close() {
        try {
            plan.withAllGraphs();
            plan.close();
        } catch (TornadoExecutionPlanException e) {
            throw new DeviceException("freeing " + device + ": " + DeviceException.reason(e), e);
        } finally {
            MemoryBudget.release(device, bytes);
        }
    }
}
