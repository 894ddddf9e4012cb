package dev.tornadovim.kernels.engine.tornado;

import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.StepListener;
import dev.tornadovim.kernels.program.HostWork;
import dev.tornadovim.kernels.program.MemoryPlan;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.Stage;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

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
import java.util.function.Supplier;

/** A program on a device: its memory allocated, its kernels compiled, its graphs ready to run. */
final class TornadoExecution implements Execution {

    private static final Logger LOG = LogManager.getLogger();
    private static final long PROGRESS_NANOS = 2_000_000_000L;

    private final DeviceInfo device;
    private final long plannedBytes;
    private final long bytes;
    private final ResidentMemory memory;
    private final Map<Stage, Long> compileNanos = new LinkedHashMap<>();
    private final StageGrids grids = new StageGrids();
    private final PlanGraphs graphs;
    private final boolean[] bound;
    private final boolean replays;
    private final TornadoExecutionPlan plan;
    private final List<TornadoExecutionResult> owned = new ArrayList<>();

    /** Loads a program, or says why that is not possible. */
    static TornadoExecution load(Program program, DeviceInfo device, TornadoOptions options) {
        List<Storage> storages =
                program.storages().stream()
                        .filter(s -> s.kind() != Storage.Kind.CPU_SCRATCH)
                        .toList();
        MemoryPlan memoryPlan = MemoryPlan.of(program, Storage.Kind.DEVICE_SCRATCH);
        long bytes = memoryPlan.bytes() + MemoryBudget.ownBytes(program);
        MemoryBudget.take(device, storages, bytes);
        try {
            allocateOnHost(memoryPlan);
            ResidentMemory memory = new ResidentMemory(storages, hostWork(program));
            return new TornadoExecution(
                    program, device, options, memory, memoryPlan.bytes(), bytes);
        } catch (RuntimeException | Error e) {
            MemoryBudget.release(device, bytes);
            throw e;
        }
    }

    private static List<HostWork> hostWork(Program program) {
        return program.stages().stream().flatMap(stage -> stage.host().stream()).toList();
    }

    /** TornadoVM wants an array of the host for each array of the device. */
    private static void allocateOnHost(MemoryPlan memoryPlan) {
        try {
            memoryPlan.allocate();
        } catch (OutOfMemoryError e) {
            throw new DeviceException(
                    "the program needs "
                            + memoryPlan.bytes()
                            + " bytes of the host as well and Java gives no more; raise"
                            + " -XX:MaxDirectMemorySize or use a smaller batch",
                    e);
        }
    }

    private TornadoExecution(
            Program program,
            DeviceInfo device,
            TornadoOptions options,
            ResidentMemory memory,
            long plannedBytes,
            long bytes) {
        this.device = device;
        this.memory = memory;
        this.plannedBytes = plannedBytes;
        this.bytes = bytes;
        Optional<CudaExtras> extras = CudaExtras.of(device);
        StageGraph.Setting setting = new StageGraph.Setting(device, grids, extras, options.tf32());
        graphs = watched("building graphs", () -> new PlanGraphs(program, memory, setting));
        plan = watched("building graphs", graphs::plan);
        bound = new boolean[graphs.size()];
        replays = options.cudaGraphs() && extras.isPresent();
        prepare(replays ? extras : Optional.empty());
        allocate();
    }

    /** Runs every owner, and each relay after every owner that it takes arrays from. */
    private void allocate() {
        List<OwnerGraph> owners = memory.owners();
        for (int o = 0; o < owners.size(); o++) {
            owned.add(execute(o));
            for (int r = 0; r < graphs.relays().size(); r++) {
                if (graphs.relays().get(r).takesFrom(owners.get(o))) {
                    execute(o);
                    execute(graphs.relayGraph(r));
                }
            }
        }
    }

    private void prepare(Optional<CudaExtras> replay) {
        if (!device.equals(TornadoDevices.all().getFirst())) {
            plan.withDevice(DeviceProbe.device(device));
        }
        plan.withGridScheduler(grids);
        grids.registered();
        long start = System.nanoTime();
        long reported = start;
        List<StageGraph> stages = graphs.stages();
        int tasks = stages.stream().mapToInt(s -> s.steps().size()).sum();
        LOG.info("compiling {} kernels in {} graphs for {}", tasks, stages.size(), device);
        for (int i = 0; i < stages.size(); i++) {
            long began = System.nanoTime();
            compile(graphs.stageGraph(i), replay);
            long now = System.nanoTime();
            compileNanos.merge(stages.get(i).stage(), now - began, Long::sum);
            if (now - reported > PROGRESS_NANOS) {
                LOG.info("compiled {} of {} graphs", i + 1, stages.size());
                reported = now;
            }
        }
        grids.compiled();
        LOG.info("compiled in {} s", Math.round((System.nanoTime() - start) / 1e8) / 10.0);
    }

    private void compile(int graph, Optional<CudaExtras> replay) {
        watched(
                "compiling " + graphs.describe(graph),
                () -> {
                    plan.withGraph(graph);
                    replay.ifPresent(extras -> extras.replay(plan));
                    return plan.withPreCompilation();
                });
    }

    @Override
    public void run(Phase phase) {
        // One log around all graphs: turning standard output away and back costs system calls.
        try (NativeLog _ = NativeLog.open()) {
            if (phase == Phase.FORWARD) {
                memory.inputs().forEach(this::execute);
            }
            for (PlanGraphs.Part part : graphs.parts(phase)) {
                if (part.graph() == PlanGraphs.Part.HOST) {
                    runOnHost(part.stage().host().orElseThrow());
                } else {
                    runStage(part.graph());
                }
            }
        }
    }

    private void runOnHost(HostWork work) {
        download(work.reads().toArray(Tensor[]::new));
        work.body().run();
        memory.ownersOf(work.writes()).forEach(this::execute);
    }

    @Override
    public void run(Phase phase, StepListener listener) {
        if (replays) {
            throw new DeviceException(
                    "CUDA graphs have no times of single kernels; profile without them");
        }
        DeviceTimeline timeline = new DeviceTimeline(phase);
        plan.withProfiler(ProfilerMode.SILENT);
        // That takes effect with an owner's next execution; copies before it would print a notice.
        graphs.hostParts(phase)
                .forEach(work -> memory.ownersOf(work.reads()).forEach(this::execute));
        try {
            if (phase == Phase.FORWARD) {
                for (int owner : memory.inputs()) {
                    String name = graphs.describe(owner);
                    timeline.run(owner, name, Optional.empty(), () -> execute(owner));
                }
            }
            for (PlanGraphs.Part part : graphs.parts(phase)) {
                int number = part.graph();
                if (number == PlanGraphs.Part.HOST) {
                    HostWork work = part.stage().host().orElseThrow();
                    timeline.runOnHost(part.stage(), () -> runOnHost(work));
                } else {
                    StageGraph stage = graphs.stages().get(number);
                    timeline.run(
                            graphs.stageGraph(number),
                            stage.name(),
                            Optional.of(stage),
                            () -> runStage(number));
                }
            }
        } finally {
            plan.withoutProfiler();
        }
        // That takes effect with the next execution; copies before it would print a notice each.
        execute(memory.owners().size() - 1);
        timeline.report(this::profile, listener);
    }

    /** TornadoVM's profile of a graph, all its executions so far. */
    private String profile(int graph) {
        plan.withGraph(graph);
        return owned.getFirst().getProfilerResult().getProfileLog();
    }

    private TornadoExecutionResult runStage(int stage) {
        return executeAfter(graphs.relayOf(stage), graphs.stageGraph(stage));
    }

    /** Runs a graph; before the first time, the source of its arrays. */
    private TornadoExecutionResult executeAfter(int source, int graph) {
        if (!bound[graph]) {
            execute(source);
        }
        TornadoExecutionResult result = execute(graph);
        bound[graph] = true;
        return result;
    }

    private TornadoExecutionResult execute(int graph) {
        return watched(graphs.describe(graph), () -> plan.withGraph(graph).execute());
    }

    /** A call of TornadoVM: whatever it throws or only prints ends the run with one line. */
    private <T> T watched(String what, Supplier<T> call) {
        try (NativeLog log = NativeLog.open()) {
            T result = call.get();
            Optional<String> error = log.error();
            if (error.isPresent()) {
                throw new DeviceException(what + " on " + device + ": " + error.get());
            }
            return result;
        } catch (DeviceException | IllegalStateException | OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // Errors too: Graal throws its own where it cannot compile a kernel.
            throw new DeviceException(what + " on " + device + ": " + DeviceException.reason(e), e);
        }
    }

    @Override
    public void upload(Tensor... tensors) {
        for (FloatArray array : distinct(tensors)) {
            memory.ownerOf(array).ifPresent(owner -> upload(array, owner));
        }
    }

    private void upload(FloatArray array, int owner) {
        if (memory.owners().get(owner).role() == OwnerGraph.Role.HOST) {
            execute(owner);
            return;
        }
        for (int u = 0; u < graphs.uploads().size(); u++) {
            UploadGraph upload = graphs.uploads().get(u);
            if (upload.owner() == memory.owners().get(owner)) {
                int graph = graphs.uploadGraph(u);
                upload.send(array, () -> executeAfter(owner, graph));
            }
        }
    }

    @Override
    public void download(Tensor... tensors) {
        for (FloatArray array : distinct(tensors)) {
            memory.ownerOf(array).ifPresent(owner -> download(array, owner));
        }
    }

    private void download(FloatArray array, int owner) {
        OwnerGraph.Role role = memory.owners().get(owner).role();
        if (role != OwnerGraph.Role.INPUTS && role != OwnerGraph.Role.HOST) {
            watched(
                    "copying results",
                    () -> {
                        plan.withGraph(owner);
                        return owned.get(owner).transferToHost(array);
                    });
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
