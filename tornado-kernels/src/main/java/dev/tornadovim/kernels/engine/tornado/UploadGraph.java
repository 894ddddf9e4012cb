package dev.tornadovim.kernels.engine.tornado;

import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

import java.util.List;

/** Sends what the host has changed to the arrays of one owner, piece by piece through one buffer. */
final class UploadGraph {

    private static final int PIECE = 1 << 20;

    private final OwnerGraph owner;
    private final String name;
    private final IntArray order = new IntArray(3);
    private final FloatArray piece;

    UploadGraph(OwnerGraph owner) {
        this.owner = owner;
        this.name = "upload_" + owner.name();
        int longest = owner.arrays().stream().mapToInt(FloatArray::getSize).max().orElse(1);
        piece = new FloatArray(Math.min(PIECE, longest));
    }

    OwnerGraph owner() {
        return owner;
    }

    TaskGraph graph(StageGraph.Setting setting) {
        List<FloatArray> arrays = owner.arrays();
        TaskGraph graph = new TaskGraph(name);
        graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, order, piece);
        graph.consumeFromDevice(owner.name(), arrays.toArray());
        for (int i = 0; i < arrays.size(); i += ResidentKernels.ARRAYS) {
            setting.grids()
                    .add(name, "receive" + i, Grids.elementwise(piece.getSize(), setting.device()));
            graph.task(
                    "receive" + i,
                    ResidentKernels::receive,
                    order,
                    piece,
                    i,
                    arrays.get(i),
                    arrays.get(i + 1),
                    arrays.get(i + 2),
                    arrays.get(i + 3),
                    arrays.get(i + 4),
                    arrays.get(i + 5),
                    arrays.get(i + 6),
                    arrays.get(i + 7),
                    arrays.get(i + 8),
                    arrays.get(i + 9));
        }
        return graph;
    }

    /** Sends one array up; {@code run} executes the graph. */
    void send(FloatArray array, Runnable run) {
        for (int at = 0; at < array.getSize(); at += piece.getSize()) {
            int count = Math.min(piece.getSize(), array.getSize() - at);
            order.set(0, owner.arrays().indexOf(array));
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
}
