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

    /** Loads every parameter; leaves all untouched and fails unless names and shapes agree. */
    public static void load(TensorSource source, Map<String, Tensor> parameters) {
        compare(source, parameters).requireComplete();
        parameters.forEach((name, tensor) -> tensor.set(source.read(name)));
    }

    /**
     * Loads every parameter, whatever else the file has; leaves all untouched and fails where the file
     * lacks one or has it in another shape.
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
        parameters.forEach((name, tensor) -> tensor.set(source.read(name)));
    }

    /** Loads what agrees in name and shape, and reports the rest. */
    public static LoadReport loadMatching(TensorSource source, Map<String, Tensor> parameters) {
        LoadReport report = compare(source, parameters);
        report.loaded().forEach(name -> parameters.get(name).set(source.read(name)));
        return report;
    }
}
