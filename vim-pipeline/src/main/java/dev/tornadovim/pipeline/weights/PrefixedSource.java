package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.tensor.Shape;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One of the networks of a checkpoint of this project, under the names of the network alone. The
 * average shares what is not averaged, such as running statistics, with the network.
 */
final class PrefixedSource implements TensorSource {

    private final TensorSource all;
    private final WeightSet set;
    private final Map<String, String> names = new LinkedHashMap<>();

    PrefixedSource(TensorSource all, WeightSet set) {
        this.all = all;
        this.set = set;
        for (String name : all.names()) {
            if (!name.startsWith(WeightSet.EMA_PREFIX)
                    && !name.startsWith(WeightSet.OPTIMIZER_PREFIX)) {
                names.put(name, name);
            }
        }
        if (set == WeightSet.EMA) {
            takeAverages();
        }
        if (set == WeightSet.EMA && !names.isEmpty()) {
            all.names().stream()
                    .filter(name -> !name.startsWith(WeightSet.EMA_PREFIX))
                    .filter(name -> !name.startsWith(WeightSet.OPTIMIZER_PREFIX))
                    .forEach(name -> names.putIfAbsent(name, name));
        }
        if (names.isEmpty()) {
            throw new WeightsException(all.description(), "holds no weights");
        }
    }

    /** Buffers and frozen weights have no average: they are the same in both networks. */
    private void takeAverages() {
        boolean any = false;
        for (String name : all.names()) {
            if (name.startsWith(WeightSet.EMA_PREFIX)) {
                names.put(name.substring(WeightSet.EMA_PREFIX.length()), name);
                any = true;
            }
        }
        if (!any) {
            throw new WeightsException(all.description(), "holds no averaged weights");
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
