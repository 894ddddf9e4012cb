package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.tensor.Shape;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Named tensors of a file, read one at a time. Tensors that hold no weights, such as counters and
 * empty ones, are left out and listed in {@link #notes}.
 */
public interface TensorSource extends AutoCloseable {

    /** The name of the source in messages: the file, and the network if there are several. */
    String description();

    /** Names of all tensors, in the order of the file. */
    Set<String> names();

    /** Shape of a tensor; fails if there is none of that name. */
    Shape shape(String name);

    /** The values, row-major, as fp32. */
    float[] read(String name);

    /**
     * The values of a weight, checked: a single NaN would spread to every output of the network.
     *
     * @throws WeightsException if a value is NaN or infinite, naming the tensor
     */
    default float[] readFinite(String name) {
        float[] values = read(name);
        int bad = 0;
        int first = 0;
        for (int i = values.length - 1; i >= 0; i--) {
            if (!Float.isFinite(values[i])) {
                bad++;
                first = i;
            }
        }
        if (bad > 0) {
            throw new WeightsException(
                    description(),
                    "tensor %s has %d of %d values that are not finite, the first is %s at index %d"
                            .formatted(name, bad, values.length, values[first], first));
        }
        return values;
    }

    /** Metadata of the file; empty in formats without any. */
    default Map<String, String> metadata() {
        return Map.of();
    }

    /** Tensors left out and prefixes removed, one line each. */
    default List<String> notes() {
        return List.of();
    }

    @Override
    void close();
}
