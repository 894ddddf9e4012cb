package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.tensor.Shape;

import java.util.ArrayList;
import java.util.List;

/**
 * The differences between the tensors of a file and those of a network.
 *
 * @param source the file
 * @param loaded names present on both sides with the same shape
 * @param missing names the network has and the file lacks
 * @param unexpected names the file has and the network lacks
 * @param misshaped names on both sides with different shapes
 */
public record LoadReport(
        String source,
        List<String> loaded,
        List<String> missing,
        List<String> unexpected,
        List<Mismatch> misshaped) {

    /**
     * A tensor whose shape differs.
     *
     * @param name of the tensor
     * @param found shape in the file
     * @param expected shape in the network
     */
    public record Mismatch(String name, Shape found, Shape expected) {}

    /** Copies the lists. */
    public LoadReport {
        loaded = List.copyOf(loaded);
        missing = List.copyOf(missing);
        unexpected = List.copyOf(unexpected);
        misshaped = List.copyOf(misshaped);
    }

    /** Whether both sides have the same names and shapes. */
    public boolean complete() {
        return missing.isEmpty() && unexpected.isEmpty() && misshaped.isEmpty();
    }

    /** Fails with one line unless both sides have the same names and shapes. */
    public void requireComplete() {
        if (!complete()) {
            throw new WeightsException(source, problem());
        }
    }

    /** The differences in one line with every name; layers of a network are grouped. */
    public String problem() {
        if (complete()) {
            return "fits";
        }
        List<String> parts = new ArrayList<>();
        if (!misshaped.isEmpty()) {
            Mismatch first = misshaped.getFirst();
            parts.add(
                    "%s is %s in the file, %s in the model"
                            .formatted(first.name(), first.found(), first.expected()));
        }
        if (misshaped.size() > 1) {
            List<String> others = misshaped.stream().skip(1).map(Mismatch::name).toList();
            parts.add("other shapes in " + TensorNames.list(others));
        }
        if (!missing.isEmpty()) {
            parts.add("lacks " + TensorNames.list(missing));
        }
        if (!unexpected.isEmpty()) {
            parts.add("has unknown " + TensorNames.list(unexpected));
        }
        return "made for another model: " + String.join("; ", parts);
    }
}
