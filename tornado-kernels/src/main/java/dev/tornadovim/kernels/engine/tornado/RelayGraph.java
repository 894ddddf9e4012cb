package dev.tornadovim.kernels.engine.tornado;

import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Hands arrays of several owners to stage graphs. TornadoVM binds what a graph consumes when the
 * graph runs right after the source, and only from that source; a graph whose tasks take arrays of
 * two owners could never run. None of a relay's tasks takes what the relay consumes, so it runs after
 * one owner and then after the next, until it holds all its arrays.
 */
final class RelayGraph {

    /** Arrays of one relay at most: one node each, of TornadoVM's 1,024. */
    static final int CAPACITY = 900;

    private final String name;
    private final Set<FloatArray> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<StageGraph> stages = new ArrayList<>();

    private RelayGraph(int number) {
        this.name = "relay" + number;
    }

    /** As many relays as the stages need; neighbours share one. */
    static List<RelayGraph> of(List<StageGraph> stages) {
        List<RelayGraph> relays = new ArrayList<>();
        for (StageGraph stage : stages) {
            if (relays.isEmpty() || !relays.getLast().hasRoomFor(stage)) {
                relays.add(new RelayGraph(relays.size()));
            }
            relays.getLast().add(stage);
        }
        return relays;
    }

    private boolean hasRoomFor(StageGraph stage) {
        long more = stage.arrays().stream().filter(array -> !arrays.contains(array)).count();
        return arrays.size() + more <= CAPACITY;
    }

    private void add(StageGraph stage) {
        arrays.addAll(stage.arrays());
        stages.add(stage);
        stage.graph().consumeFromDevice(name, stage.arrays().toArray());
    }

    String name() {
        return name;
    }

    /** The stages that take their arrays from this relay. */
    List<StageGraph> stages() {
        return stages;
    }

    /** Whether an owner has something for this relay. */
    boolean takesFrom(OwnerGraph owner) {
        return owner.arrays().stream().anyMatch(arrays::contains);
    }

    TaskGraph graph(List<OwnerGraph> owners, StageGrids grids) {
        TaskGraph graph = new TaskGraph(name);
        FloatArray own = new FloatArray(1);
        graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, own);
        grids.add(name, "idle", Grids.single());
        graph.task("idle", ResidentKernels::idle, own, 0);
        for (OwnerGraph owner : owners) {
            Object[] taken = owner.arrays().stream().filter(arrays::contains).toArray();
            if (taken.length > 0) {
                graph.consumeFromDevice(owner.name(), taken);
            }
        }
        return graph;
    }
}
