package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.tensor.Shape;

import java.util.Map;
import java.util.Set;

/** Named tensors of a file, read one at a time. */
public interface TensorSource extends AutoCloseable {

    /** What to call the source in messages: the file, and the part of it where there are several. */
    String description();

    /** Names of all tensors, in the order of the file. */
    Set<String> names();

    /** Shape of a tensor; fails when there is none of that name. */
    Shape shape(String name);

    /** The values, row-major, as fp32. */
    float[] read(String name);

    /** Free text that the file carries; none in formats that have no place for it. */
    default Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    void close();
}
