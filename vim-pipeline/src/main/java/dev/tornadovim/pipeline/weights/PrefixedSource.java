package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.tensor.Shape;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** One of the networks of a checkpoint of this project, under the names of the network alone. */
final class PrefixedSource implements TensorSource {

    private final TensorSource all;
    private final WeightSet set;
    private final Map<String, String> names = new LinkedHashMap<>();

    PrefixedSource(TensorSource all, WeightSet set) {
        this.all = all;
        this.set = set;
        for (String name : all.names()) {
            boolean average = name.startsWith(WeightSet.EMA_PREFIX);
            if (set == WeightSet.EMA && average) {
                names.put(name.substring(WeightSet.EMA_PREFIX.length()), name);
            } else if (set == WeightSet.MODEL
                    && !average
                    && !name.startsWith(WeightSet.OPTIMIZER_PREFIX)) {
                names.put(name, name);
            }
        }
        if (names.isEmpty()) {
            throw new WeightsException(
                    all.description(),
                    set == WeightSet.EMA ? "holds no averaged weights" : "holds no weights");
        }
    }

    @Override
    public String description() {
        return all.description() + (set == WeightSet.EMA ? " (ema)" : "");
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(names.keySet());
    }

    @Override
    public Shape shape(String name) {
        return all.shape(names.getOrDefault(name, name));
    }

    @Override
    public float[] read(String name) {
        return all.read(names.getOrDefault(name, name));
    }

    @Override
    public Map<String, String> metadata() {
        return all.metadata();
    }

    @Override
    public void close() {
        all.close();
    }
}
