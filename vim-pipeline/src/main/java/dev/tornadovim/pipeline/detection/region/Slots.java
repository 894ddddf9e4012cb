package dev.tornadovim.pipeline.detection.region;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.Arrays;

/** A tensor that the host fills for the layers that follow, with its values on the host. */
final class Slots {

    private final Tensor tensor;
    private final float[] values;

    Slots(String name, Shape shape) {
        tensor = Tensor.allocated(name, shape, Storage.Kind.INPUT);
        values = new float[shape.size()];
    }

    Tensor tensor() {
        return tensor;
    }

    /** The values, to be changed in place; {@link #write} makes them known. */
    float[] values() {
        return values;
    }

    /** Sets all values to one. */
    void fill(float value) {
        Arrays.fill(values, value);
    }

    /** Copies the values to the tensor. */
    void write() {
        tensor.set(values);
    }
}
