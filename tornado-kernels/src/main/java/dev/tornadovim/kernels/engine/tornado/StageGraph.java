package dev.tornadovim.kernels.engine.tornado;

import dev.tornadovim.kernels.program.MatrixProduct;
import dev.tornadovim.kernels.program.Stage;
import dev.tornadovim.kernels.program.Step;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A stage, or a part of a stage, as a task graph. */
final class StageGraph implements TornadoTasks {

    /**
     * Tasks after which a stage continues in another graph. TornadoVM records a graph in 8192 bytes,
     * 90 for a task of 15 arguments.
     */
    private static final int TASK_LIMIT = 64;

    /**
     * Nodes after which a stage continues in another graph, counted from above. TornadoVM has room
     * for 1,024; the rest is for the tasks of one more step.
     */
    private static final int NODE_LIMIT = 640;

    /** The task, and 15 arguments each of which is a new constant or an array that is written. */
    private static final int NODES_A_TASK = 16;

    /** The array, its binding, its persistence. */
    private static final int NODES_AN_ARRAY = 3;

    /** What the graphs of one plan share. */
    record Setting(
            DeviceInfo device, StageGrids grids, Optional<CudaExtras> extras, boolean tf32) {}

    private final Stage stage;
    private final Setting setting;
    private final TaskGraph graph;
    private final KernelContext context = new KernelContext();
    private final Set<FloatArray> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final Set<FloatArray> taskArrays = Collections.newSetFromMap(new IdentityHashMap<>());
    private Step step;

    private StageGraph(Stage stage, int number, Setting setting) {
        this.stage = stage;
        this.setting = setting;
        this.graph = new TaskGraph("g" + number + "_" + identifier(stage.name()));
    }

    /** The graphs of a stage; {@code first} is the number of the first one. */
    static List<StageGraph> of(Stage stage, int first, Setting setting) {
        List<StageGraph> graphs = new ArrayList<>();
        StageGraph current = null;
        for (Step step : stage.steps()) {
            if (current == null || current.isFull()) {
                current = new StageGraph(stage, first + graphs.size(), setting);
                graphs.add(current);
            }
            current.step = step;
            step.tornado().accept(current);
        }
        graphs.removeIf(g -> g.steps.isEmpty());
        return graphs;
    }

    private boolean isFull() {
        int nodes = steps.size() * NODES_A_TASK + arrays.size() * NODES_AN_ARRAY;
        return steps.size() >= TASK_LIMIT || nodes >= NODE_LIMIT;
    }

    private static String identifier(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_");
    }

    Stage stage() {
        return stage;
    }

    String name() {
        return graph.getTaskGraphName();
    }

    /** Every array that a task takes. */
    Set<FloatArray> arrays() {
        return arrays;
    }

    /** The step of every task, by {@code graph.task}, in order. */
    Map<String, Step> steps() {
        return Collections.unmodifiableMap(steps);
    }

    @Override
    public TaskGraph graph() {
        return graph;
    }

    @Override
    public FloatArray array(Tensor tensor) {
        FloatArray array = tensor.storage().array();
        arrays.add(array);
        if (!taskArrays.add(array) && isWritten(array)) {
            throw new IllegalStateException(
                    "step "
                            + stage.name()
                            + "."
                            + step.name()
                            + " passes the array of "
                            + tensor
                            + " to one task twice and writes it, which TornadoVM cannot schedule");
        }
        return array;
    }

    private boolean isWritten(FloatArray array) {
        return step.writes().stream().anyMatch(t -> t.storage().array() == array);
    }

    @Override
    public KernelContext context() {
        return context;
    }

    /** The id of a task that brings its own launch. */
    private String id(String kernel) {
        String id = "t" + steps.size() + "_" + identifier(kernel);
        steps.put(name() + "." + id, step);
        taskArrays.clear();
        return id;
    }

    @Override
    public String id(String kernel, long iterations) {
        String id = id(kernel);
        setting.grids.addLoop(name(), id, Grids.elementwise(iterations, setting.device));
        return id;
    }

    @Override
    public String id(String kernel, WorkerGrid grid) {
        String id = id(kernel);
        Grids.check(grid, stage.name() + "." + step.name() + "." + kernel, setting.device);
        setting.grids.add(name(), id, grid);
        return id;
    }

    @Override
    public boolean multiply(String kernel, MatrixProduct product) {
        setting.extras.ifPresent(
                extras ->
                        extras.multiply(
                                graph,
                                id(kernel),
                                product,
                                new CudaExtras.Arrays(
                                        array(product.a()), array(product.b()), array(product.c())),
                                setting.tf32));
        return setting.extras.isPresent();
    }
}
