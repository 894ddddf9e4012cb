package dev.tornadovim.experiments.faults;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.weights.SafetensorsWriter;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Saves one checkpoint after the other, and tells each after it is saved, until it is killed. */
final class Saver {
    static final int TENSORS = 8;
    static final String NUMBER = "number";

    private static final int VALUES = 1 << 16;

    private Saver() {}

    /** Takes the file and the number of the first checkpoint; all its values are that number. */
    public static void main(String[] args) {
        var file = Path.of(args[0]);
        for (int number = Integer.parseInt(args[1]); ; number++) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            float[] values = new float[VALUES];
            Arrays.fill(values, number);
            for (int i = 0; i < TENSORS; i++) {
                var tensor = Tensor.allocated("t" + i, Shape.of(VALUES), Storage.Kind.STATE);
                tensor.set(values);
                tensors.put(tensor.name(), tensor);
            }
            SafetensorsWriter.write(file, Map.of(NUMBER, String.valueOf(number)), tensors);
            System.out.println(number);
        }
    }
}
