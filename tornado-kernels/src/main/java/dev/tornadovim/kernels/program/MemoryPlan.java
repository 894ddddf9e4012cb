package dev.tornadovim.kernels.program;

import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives planned storage its memory. A storage lives from its first write to its last read in program
 * order; storages whose lives do not meet share an array. Greedy by size: the largest storage first,
 * each into the first array that is free during its life (Pisarchyk and Lee, "Efficient Memory
 * Management for Deep Neural Net Inference", 2020, algorithm 3). So inference needs a few activations
 * whatever the depth.
 */
public final class MemoryPlan {

    private record Life(Storage storage, int first, int last) {
        boolean meets(Life other) {
            return first <= other.last && other.first <= last;
        }
    }

    private record Slot(int size, List<Life> lives) {}

    private final List<Slot> slots = new ArrayList<>();

    private MemoryPlan() {}

    /**
     * Plans a program for one engine.
     *
     * @param scratch the kind of work space that the engine uses
     */
    public static MemoryPlan of(Program program, Storage.Kind scratch) {
        MemoryPlan plan = new MemoryPlan();
        List<Life> lives = lives(program, scratch);
        lives.sort(Comparator.comparingInt((Life l) -> l.storage().size()).reversed());
        lives.forEach(plan::place);
        return plan;
    }

    private static List<Life> lives(Program program, Storage.Kind scratch) {
        Map<Storage, Life> lives = new HashMap<>();
        List<Life> ordered = new ArrayList<>();
        int now = 0;
        for (Stage stage : program.stages()) {
            for (Step step : stage.steps()) {
                touch(lives, step.reads(), now, scratch);
                touch(lives, step.writes(), now, scratch);
                touch(lives, step.scratch(), now, scratch);
                now++;
            }
        }
        for (Storage storage : program.storages()) {
            Life life = lives.get(storage);
            if (life != null) {
                boolean kept = storage.kind() == Storage.Kind.OUTPUT;
                ordered.add(kept ? new Life(storage, 0, now) : life);
            }
        }
        return ordered;
    }

    private static void touch(
            Map<Storage, Life> lives, List<Tensor> tensors, int now, Storage.Kind scratch) {
        for (Tensor tensor : tensors) {
            Storage storage = tensor.storage();
            boolean planned =
                    storage.kind() == Storage.Kind.ACTIVATION
                            || storage.kind() == Storage.Kind.OUTPUT
                            || storage.kind() == scratch;
            if (planned) {
                lives.merge(
                        storage,
                        new Life(storage, now, now),
                        (old, add) -> new Life(storage, old.first, add.last));
            }
        }
    }

    private void place(Life life) {
        for (Slot slot : slots) {
            if (slot.lives.stream().noneMatch(life::meets)) {
                slot.lives.add(life);
                return;
            }
        }
        List<Life> lives = new ArrayList<>();
        lives.add(life);
        slots.add(new Slot(life.storage().size(), lives));
    }

    /** Bytes of all arrays of the plan. */
    public long bytes() {
        return slots.stream().mapToLong(s -> (long) s.size() * Float.BYTES).sum();
    }

    /** Number of arrays. */
    public int arrays() {
        return slots.size();
    }

    /** Allocates the arrays and hands them to the storages. */
    public void allocate() {
        for (Slot slot : slots) {
            FloatArray array = Storage.array(slot.lives.getFirst().storage().name(), slot.size());
            slot.lives.forEach(life -> life.storage().assign(array));
        }
    }
}
