package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.weights.LoadReport.Mismatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts the tensors of a file into parameters of the same name and shape. */
public final class WeightsLoader {

    private WeightsLoader() {}

    /** Compares names and shapes; reads no values. */
    public static LoadReport compare(TensorSource source, Map<String, Tensor> parameters) {
        List<String> loaded = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<Mismatch> misshaped = new ArrayList<>();
        parameters.forEach(
                (name, tensor) -> {
                    if (!source.names().contains(name)) {
                        missing.add(name);
                        return;
                    }
                    Shape found = source.shape(name);
                    if (found.equals(tensor.shape())) {
                        loaded.add(name);
                    } else {
                        misshaped.add(new Mismatch(name, found, tensor.shape()));
                    }
                });
        List<String> unexpected =
                source.names().stream().filter(name -> !parameters.containsKey(name)).toList();
        return new LoadReport(source.description(), loaded, missing, unexpected, misshaped);
    }

    /**
     * Loads every parameter; changes nothing and fails unless names and shapes agree.
     *
     * @throws WeightsException if they do not, or a weight is not finite
     */
    public static void load(TensorSource source, Map<String, Tensor> parameters) {
        compare(source, parameters).requireComplete();
        parameters.forEach((name, tensor) -> tensor.set(values(source, name)));
    }

    /**
     * Loads every parameter and ignores further tensors in the file; changes nothing and fails if
     * the file lacks a parameter or has it in another shape.
     *
     * @throws WeightsException if it does, or a weight is not finite
     */
    public static void loadAll(TensorSource source, Map<String, Tensor> parameters) {
        LoadReport report = compare(source, parameters);
        new LoadReport(
                        report.source(),
                        report.loaded(),
                        report.missing(),
                        List.of(),
                        report.misshaped())
                .requireComplete();
        parameters.forEach((name, tensor) -> tensor.set(values(source, name)));
    }

    /**
     * Loads the tensors that agree in name and shape, and reports the others.
     *
     * @throws WeightsException if a weight is not finite
     */
    public static LoadReport loadMatching(TensorSource source, Map<String, Tensor> parameters) {
        LoadReport report = compare(source, parameters);
        report.loaded().forEach(name -> parameters.get(name).set(values(source, name)));
        return report;
    }

    /** A moment of the optimizer may overflow without harm, a weight may not. */
    private static float[] values(TensorSource source, String name) {
        return name.startsWith(WeightSet.OPTIMIZER_PREFIX)
                ? source.read(name)
                : source.readFinite(name);
    }
}
