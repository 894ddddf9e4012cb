package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.tensor.Shape;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Named tensors of a file, read one at a time. Tensors that hold no weights, such as counters and
 * those without values, are not among them; {@link #notes} says which.
 */
public interface TensorSource extends AutoCloseable {

    /** What to call the source in messages: the file, and the part of it where there are several. */
    String description();

    /** Names of all tensors, in the order of the file. */
    Set<String> names();

    /** Shape of a tensor; fails when there is none of that name. */
    Shape shape(String name);

    /** The values, row-major, as fp32. */
    float[] read(String name);

    /**
     * The values of a weight. One that is no number spreads to all that the network computes.
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

    /** Free text that the file carries; none in formats that have no place for it. */
    default Map<String, String> metadata() {
        return Map.of();
    }

    /** What was left out of the file, or taken off its names, one line each. */
    default List<String> notes() {
        return List.of();
    }

    @Override
    void close();
}
