package dev.tornadovim.kernels.engine.tornado;

import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A task graph that owns device memory. All other graphs take their arrays over from owners. */
final class OwnerGraph {

    /** What the host does with the arrays of an owner. */
    enum Role {
        /** Written by the host: copied whenever the owner runs. */
        INPUTS,
        /** Written by a stage that runs on the host: copied after the stage. */
        HOST,
        /** Parameters, their gradients and state: copied once. */
        VALUES,
        /** Never written by the host: memory only. */
        PLANNED
    }

    /**
     * Arrays of one owner at most. TornadoVM has room for 1,024 nodes in a graph, and an array takes
     * four: itself, its allocation or copy, its use by a task, its persistence.
     */
    static final int CAPACITY = 200;

    private final Role role;
    private final String name;
    private final List<FloatArray> arrays;

    private OwnerGraph(Role role, int number, List<FloatArray> arrays) {
        this.role = role;
        this.name = role.name().toLowerCase(Locale.ROOT) + (number == 0 ? "" : number);
        this.arrays = new ArrayList<>(arrays);
        while (this.arrays.size() % ResidentKernels.ARRAYS != 0) {
            this.arrays.add(new FloatArray(1));
        }
    }

    /**
     * As many owners as the arrays need.
     *
     * @param number of the first one of its role
     */
    static List<OwnerGraph> of(Role role, int number, List<FloatArray> arrays) {
        List<OwnerGraph> owners = new ArrayList<>();
        for (int first = 0; first < arrays.size(); first += CAPACITY) {
            int end = Math.min(first + CAPACITY, arrays.size());
            owners.add(new OwnerGraph(role, number + owners.size(), arrays.subList(first, end)));
        }
        return owners;
    }

    Role role() {
        return role;
    }

    String name() {
        return name;
    }

    /** The arrays, filled up to whole tasks. */
    List<FloatArray> arrays() {
        return arrays;
    }

    /** The graph; its tasks get grids of one work-item. */
    TaskGraph graph(StageGrids grids) {
        TaskGraph graph = new TaskGraph(name);
        switch (role) {
            case INPUTS, HOST -> {
                graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, arrays.toArray());
                keep(graph, grids);
            }
            case VALUES -> {
                graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, arrays.toArray());
                keep(graph, grids);
            }
            case PLANNED -> reserve(graph, grids);
        }
        return graph.persistOnDevice(arrays.toArray());
    }

    private void keep(TaskGraph graph, StageGrids grids) {
        for (int i = 0; i < arrays.size(); i += ResidentKernels.ARRAYS) {
            grids.add(name, "keep" + i, Grids.single());
            graph.task(
                    "keep" + i,
                    ResidentKernels::keep,
                    arrays.get(i),
                    arrays.get(i + 1),
                    arrays.get(i + 2),
                    arrays.get(i + 3),
                    arrays.get(i + 4),
                    arrays.get(i + 5),
                    arrays.get(i + 6),
                    arrays.get(i + 7),
                    arrays.get(i + 8),
                    arrays.get(i + 9),
                    0);
        }
    }

    private void reserve(TaskGraph graph, StageGrids grids) {
        for (int i = 0; i < arrays.size(); i += ResidentKernels.ARRAYS) {
            grids.add(name, "reserve" + i, Grids.single());
            graph.task(
                    "reserve" + i,
                    ResidentKernels::reserve,
                    arrays.get(i),
                    arrays.get(i + 1),
                    arrays.get(i + 2),
                    arrays.get(i + 3),
                    arrays.get(i + 4),
                    arrays.get(i + 5),
                    arrays.get(i + 6),
                    arrays.get(i + 7),
                    arrays.get(i + 8),
                    arrays.get(i + 9),
                    0);
        }
    }
}
