package dev.tornadovim.kernels.program;

import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A computation for fixed shapes: stages in order, and the tensors that the host writes and reads. An
 * engine loads it once and runs it many times.
 */
public final class Program {

    private final List<Stage> stages;
    private final Map<String, Tensor> inputs;
    private final Map<String, Tensor> outputs;

    Program(List<Stage> stages, Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        this.stages = List.copyOf(stages);
        this.inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        this.outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    /** All stages in order. */
    public List<Stage> stages() {
        return stages;
    }

    /** The stages of one phase in order. */
    public List<Stage> stages(Phase phase) {
        return stages.stream().filter(s -> s.phase() == phase).toList();
    }

    /** Tensors that the host writes, by name. */
    public Map<String, Tensor> inputs() {
        return inputs;
    }

    /** Tensors that the host reads, by name. */
    public Map<String, Tensor> outputs() {
        return outputs;
    }

    /** The input of that name. */
    public Tensor input(String name) {
        return named(inputs, "input", name);
    }

    /** The output of that name. */
    public Tensor output(String name) {
        return named(outputs, "output", name);
    }

    private static Tensor named(Map<String, Tensor> tensors, String kind, String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(
                    "no " + kind + " " + name + " in this program, only " + tensors.keySet());
        }
        return tensor;
    }

    /** Every storage that a step touches, in order of first use. */
    public Set<Storage> storages() {
        Set<Storage> all = new LinkedHashSet<>();
        for (Stage stage : stages) {
            for (Step step : stage.steps()) {
                Stream.of(step.reads(), step.writes(), step.scratch())
                        .flatMap(List::stream)
                        .map(Tensor::storage)
                        .forEach(all::add);
            }
        }
        return all;
    }

    /**
     * Bytes of the arrays that the program was given, not planned: parameters, their gradients, state
     * and inputs. After an engine has loaded the program, its planned arrays count as well.
     */
    public long allocatedBytes() {
        return storages().stream()
                .filter(Storage::isAllocated)
                .mapToLong(storage -> (long) storage.size() * Float.BYTES)
                .sum();
    }

    /** The work of one phase. */
    public Cost cost(Phase phase) {
        return stages(phase).stream().map(Stage::cost).reduce(new Cost(0, 0), Cost::plus);
    }
}
