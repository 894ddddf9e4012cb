package dev.tornadovim.kernels.jvm;

import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TornadoTaskGraphInterface;
import uk.ac.manchester.tornado.api.common.TaskPackage;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.runtime.ExecutorFrame;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A task graph that runs on this JVM. It enforces two of TornadoVM's rules, so that a program that
 * breaks them fails here and not only on a GPU: a graph declares every array that its tasks use, and
 * arrays consumed from another graph are bound when that graph ran immediately before.
 */
public final class JvmTaskGraph extends UnsupportedTaskGraph {

    private static final Map<Long, DeviceMemory> MEMORY = new ConcurrentHashMap<>();

    private final String name;
    private final List<JvmTask> tasks = new ArrayList<>();
    private final List<TornadoNativeArray> once = new ArrayList<>();
    private final List<TornadoNativeArray> always = new ArrayList<>();
    private final List<TornadoNativeArray> back = new ArrayList<>();
    private final Map<String, Set<Object>> consumed = new HashMap<>();
    private final Set<Object> held = identitySet();
    private final Set<Object> declared = identitySet();
    private final Set<Object> used = identitySet();
    private final StringBuilder profile = new StringBuilder();
    private GridScheduler grids;
    private JvmTaskGraph last;
    private long plan = -1;

    private static Set<Object> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /** Called by TornadoVM's API, with the name of the graph. */
    public JvmTaskGraph(String name) {
        this.name = name;
    }

    @Override
    public String getTaskGraphName() {
        return name;
    }

    @Override
    public String getId() {
        return name;
    }

    @Override
    public void addTask(TaskPackage task) {
        tasks.add(new JvmTask(name, task));
    }

    @Override
    public void transferToDevice(int mode, Object... objects) {
        List<TornadoNativeArray> list = mode == DataTransferMode.EVERY_EXECUTION ? always : once;
        declare(list, objects);
    }

    @Override
    public void transferToHost(int mode, Object... objects) {
        declare(mode == DataTransferMode.EVERY_EXECUTION ? back : new ArrayList<>(), objects);
    }

    /** Objects that are no native arrays have no copies: kernels get the host's. */
    private void declare(List<TornadoNativeArray> copied, Object... objects) {
        for (Object object : objects) {
            declared.add(object);
            if (object instanceof TornadoNativeArray array) {
                copied.add(array);
            }
        }
    }

    @Override
    public void consumeFromDevice(String source, Object... objects) {
        declared.addAll(List.of(objects));
        consumed.computeIfAbsent(source, name -> identitySet()).addAll(List.of(objects));
    }

    @Override
    public TornadoTaskGraphInterface createImmutableTaskGraph() {
        for (JvmTask task : tasks) {
            for (Object argument : task.arguments()) {
                used.add(argument);
                if (argument instanceof TornadoNativeArray && !declared.contains(argument)) {
                    throw new IllegalStateException(
                            "task " + task.name() + ": an array is not declared in its graph");
                }
            }
        }
        GraphLimits.check(name, tasks, declared);
        return this;
    }

    @Override
    public void withGridScheduler(GridScheduler scheduler) {
        grids = scheduler;
    }

    @Override
    public boolean isGridRegistered() {
        return grids != null && tasks.stream().anyMatch(t -> grids.keySet().contains(t.name()));
    }

    @Override
    public void withPreCompilation(ExecutorFrame frame) {
        plan = frame.getExecutionPlanId();
    }

    @Override
    public TornadoTaskGraphInterface execute(ExecutorFrame frame) {
        plan = frame.getExecutionPlanId();
        DeviceMemory memory = memory();
        bind();
        once.forEach(memory::toDevice);
        once.clear();
        always.forEach(memory::toDevice);
        for (JvmTask task : tasks) {
            long start = System.nanoTime();
            task.run(grids == null ? null : grids.get(task.name()), memory::get);
            if (frame.getProfilerMode() != null) {
                note(task, System.nanoTime() - start);
            }
        }
        back.forEach(memory::toHost);
        return this;
    }

    /** The one line of TornadoVM's profile that gives the kernel's time, the same in every locale. */
    private void note(JvmTask task, long nanos) {
        profile.append('"').append(task.name()).append("\": {\"TASK_KERNEL_TIME\": \"");
        profile.append(nanos).append("\"}\n");
    }

    @Override
    public String getProfileLog() {
        return profile.toString();
    }

    private DeviceMemory memory() {
        return MEMORY.computeIfAbsent(plan, id -> new DeviceMemory());
    }

    /**
     * Takes the buffers of consumed arrays from the graph that ran immediately before, if they are
     * consumed from that one; a graph keeps the buffers it has.
     */
    private void bind() {
        if (last != null && last != this) {
            if (!consumed.isEmpty() && !consumed.containsKey(last.name)) {
                throw new IllegalStateException(
                        "graph "
                                + name
                                + " consumes nothing from "
                                + last.name
                                + ", run before it");
            }
            for (Object object : consumed.getOrDefault(last.name, Set.of())) {
                if (last.held.contains(object)) {
                    held.add(object);
                } else {
                    held.remove(object);
                }
            }
        }
        Set<Object> foreign = identitySet();
        consumed.values().forEach(foreign::addAll);
        long missing = foreign.stream().filter(o -> used.contains(o) && !held.contains(o)).count();
        if (missing > 0) {
            throw new IllegalStateException(
                    "graph "
                            + name
                            + " has no device memory for "
                            + missing
                            + " arrays it consumes from "
                            + consumed.keySet());
        }
        used.stream().filter(o -> !foreign.contains(o)).forEach(held::add);
    }

    @Override
    public void syncRuntimeTransferToHost(Object... objects) {
        for (Object object : objects) {
            if (declared.contains(object) && memory().holds(object)) {
                memory().toHost((TornadoNativeArray) object);
            }
        }
    }

    @Override
    public void setLastExecutedTaskGraph(TornadoTaskGraphInterface graph) {
        last = (JvmTaskGraph) graph;
    }

    @Override
    public void freeDeviceMemory() {
        MEMORY.remove(plan);
    }

    @Override
    public void setDevice(TornadoDevice device) {
        if (device != JvmDevice.DEVICE) {
            throw new IllegalArgumentException("not a device of the JVM runtime: " + device);
        }
    }

    @Override
    public TornadoDevice getDevice() {
        return JvmDevice.DEVICE;
    }

    @Override
    public void updateObjectAccess() {
        // Access makes no difference to the memory of this runtime.
    }

    @Override
    public void updatePersistedObjectState() {
        // Done by bind.
    }

    @Override
    public boolean isFinished() {
        return true;
    }

    @Override
    public void waitOn() {
        // Execution is synchronous.
    }
}
