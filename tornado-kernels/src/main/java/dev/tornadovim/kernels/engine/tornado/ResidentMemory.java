package dev.tornadovim.kernels.engine.tornado;

import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Storage.Kind;

import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** A program's device memory, and the three graphs that look after it. */
final class ResidentMemory {

    static final String INPUTS = "inputs";
    static final String RESIDENT = "resident";
    static final String UPLOAD = "upload";

    private static final int PIECE = 1 << 20;

    private final List<FloatArray> inputs;
    private final List<FloatArray> valued;
    private final List<FloatArray> planned;
    private final IntArray order = new IntArray(3);
    private final FloatArray piece;

    ResidentMemory(Collection<Storage> storages) {
        inputs = arrays(storages, Set.of(Kind.INPUT));
        valued = arrays(storages, Set.of(Kind.PARAMETER, Kind.PARAMETER_GRADIENT, Kind.STATE));
        planned = arrays(storages, Set.of(Kind.ACTIVATION, Kind.OUTPUT, Kind.DEVICE_SCRATCH));
        int longest = valued.stream().mapToInt(FloatArray::getSize).max().orElse(1);
        piece = new FloatArray(Math.min(PIECE, longest));
    }

    /** Arrays of the given kinds, each once, filled up to whole tasks. */
    private static List<FloatArray> arrays(Collection<Storage> storages, Set<Kind> kinds) {
        Set<FloatArray> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<FloatArray> arrays = new ArrayList<>();
        for (Storage storage : storages) {
            if (kinds.contains(storage.kind()) && seen.add(storage.array())) {
                arrays.add(storage.array());
            }
        }
        while (arrays.size() % ResidentKernels.ARRAYS != 0) {
            arrays.add(new FloatArray(1));
        }
        return arrays;
    }

    boolean hasInputs() {
        return !inputs.isEmpty();
    }

    boolean hasValues() {
        return !valued.isEmpty();
    }

    /** Copies the inputs whenever it runs. */
    TaskGraph inputsGraph() {
        TaskGraph graph = new TaskGraph(INPUTS);
        graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, inputs.toArray());
        keep(graph, "inputs", inputs);
        graph.persistOnDevice(inputs.toArray());
        return graph;
    }

    /** Owns all other memory, and knows the inputs' too: stage graphs bind their arrays to it. */
    TaskGraph residentGraph() {
        TaskGraph graph = new TaskGraph(RESIDENT);
        if (hasInputs()) {
            graph.consumeFromDevice(INPUTS, inputs.toArray());
            keep(graph, "inputs", inputs);
        }
        if (hasValues()) {
            graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, valued.toArray());
            keep(graph, "values", valued);
            graph.persistOnDevice(valued.toArray());
        }
        if (!planned.isEmpty()) {
            reserve(graph);
            graph.persistOnDevice(planned.toArray());
        }
        return graph;
    }

    private static void keep(TaskGraph graph, String id, List<FloatArray> arrays) {
        for (int i = 0; i < arrays.size(); i += ResidentKernels.ARRAYS) {
            graph.task(
                    id + i,
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

    private void reserve(TaskGraph graph) {
        for (int i = 0; i < planned.size(); i += ResidentKernels.ARRAYS) {
            graph.task(
                    "planned" + i,
                    ResidentKernels::reserve,
                    planned.get(i),
                    planned.get(i + 1),
                    planned.get(i + 2),
                    planned.get(i + 3),
                    planned.get(i + 4),
                    planned.get(i + 5),
                    planned.get(i + 6),
                    planned.get(i + 7),
                    planned.get(i + 8),
                    planned.get(i + 9),
                    0);
        }
    }

    /** Copies one {@link #fill piece} into the array it is for. */
    TaskGraph uploadGraph() {
        TaskGraph graph = new TaskGraph(UPLOAD);
        graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, order, piece);
        graph.consumeFromDevice(RESIDENT, valued.toArray());
        for (int i = 0; i < valued.size(); i += ResidentKernels.ARRAYS) {
            graph.task(
                    "receive" + i,
                    ResidentKernels::receive,
                    order,
                    piece,
                    i,
                    valued.get(i),
                    valued.get(i + 1),
                    valued.get(i + 2),
                    valued.get(i + 3),
                    valued.get(i + 4),
                    valued.get(i + 5),
                    valued.get(i + 6),
                    valued.get(i + 7),
                    valued.get(i + 8),
                    valued.get(i + 9));
        }
        return graph;
    }

    /** Sends one array up, piece by piece; {@code run} executes the upload graph. */
    void upload(FloatArray array, Runnable run) {
        int number = indexOf(valued, array);
        for (int at = 0; number >= 0 && at < array.getSize(); at += piece.getSize()) {
            int count = Math.min(piece.getSize(), array.getSize() - at);
            order.set(0, number);
            order.set(1, at);
            order.set(2, count);
            piece.getSegment()
                    .asSlice(0, (long) count * Float.BYTES)
                    .copyFrom(
                            array.getSegment()
                                    .asSlice((long) at * Float.BYTES, (long) count * Float.BYTES));
            run.run();
        }
    }

    /** Whether the host can read an array back. */
    boolean holds(FloatArray array) {
        return indexOf(valued, array) >= 0 || indexOf(planned, array) >= 0;
    }

    private static int indexOf(List<FloatArray> arrays, FloatArray array) {
        for (int i = 0; i < arrays.size(); i++) {
            if (arrays.get(i) == array) {
                return i;
            }
        }
        return -1;
    }
}
