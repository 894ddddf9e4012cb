package dev.tornadovim.pipeline.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The networks in the index of a PyTorch file: every dictionary that maps names to tensors, by its
 * key, and under an empty key the index itself where it does.
 */
final class TorchNetworks {

    private static final String EMBEDDING = "patch_embed.proj.weight";

    private final Object file;
    private final Map<String, Map<String, TensorRef>> all = new LinkedHashMap<>();

    /**
     * Finds them.
     *
     * @param file for messages
     * @throws WeightsException if there are none
     */
    TorchNetworks(Object file, Object index) {
        this.file = file;
        if (index instanceof Map<?, ?> top) {
            add("", top);
            top.forEach(
                    (key, value) -> {
                        if (key instanceof String name && value instanceof Map<?, ?> inner) {
                            add(name, inner);
                        }
                    });
        }
        if (all.isEmpty()) {
            throw new WeightsException(file, "holds no named tensors");
        }
    }

    private void add(String key, Map<?, ?> entries) {
        Map<String, TensorRef> found = new LinkedHashMap<>();
        entries.forEach(
                (name, value) -> {
                    if (name instanceof String parameter && value instanceof TensorRef tensor) {
                        found.put(parameter, tensor);
                    }
                });
        if (!found.isEmpty()) {
            all.put(key, found);
        }
    }

    /** Keys of all networks. */
    Set<String> keys() {
        return all.keySet();
    }

    /**
     * The tensors of a network.
     *
     * @throws WeightsException if there is none of that key
     */
    Map<String, TensorRef> get(String key) {
        Map<String, TensorRef> tensors = all.get(key);
        if (tensors == null) {
            throw new WeightsException(file, "holds no network " + key + ", only " + keys());
        }
        return tensors;
    }

    /**
     * The key of the trained network or its average: the usual one, or else that of the only network.
     *
     * @throws WeightsException if there is no average
     * @throws SeveralNetworksException if there are several networks under other keys
     */
    String usual(WeightSet set) {
        for (String candidate : set.sections()) {
            if (all.containsKey(candidate)) {
                return candidate;
            }
        }
        if (set != WeightSet.MODEL) {
            throw new WeightsException(
                    file, "holds no averaged weights, only the networks " + keys());
        }
        // Counters and states of random generators may lie beside the one network.
        List<String> likely =
                keys().stream()
                        .filter(k -> all.get(k).keySet().stream().anyMatch(this::embeds))
                        .toList();
        List<String> candidates = likely.isEmpty() ? List.copyOf(keys()) : likely;
        if (candidates.size() > 1) {
            throw new SeveralNetworksException(file, candidates);
        }
        return candidates.getFirst();
    }

    private boolean embeds(String name) {
        return name.endsWith(EMBEDDING);
    }
}
