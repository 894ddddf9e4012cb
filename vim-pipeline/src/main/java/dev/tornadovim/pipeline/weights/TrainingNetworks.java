package dev.tornadovim.pipeline.weights;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The networks in one flat list of tensors, distinguished by the prefixes of their names. */
final class TrainingNetworks {

    private TrainingNetworks() {}

    /**
     * One of the networks of a checkpoint of this project, under the names of the network alone. The
     * average shares tensors that are not averaged, such as running statistics, with the network.
     *
     * @throws WeightsException if there is no such network
     */
    static TensorSource of(TensorSource all, WeightSet set) {
        Map<String, String> originals = new LinkedHashMap<>();
        for (String name : all.names()) {
            if (!name.startsWith(WeightSet.EMA_PREFIX)
                    && !name.startsWith(WeightSet.OPTIMIZER_PREFIX)) {
                originals.put(name, name);
            }
        }
        String description = all.description();
        if (set == WeightSet.EMA) {
            Map<String, String> averages = BareNames.under(all, WeightSet.EMA_PREFIX);
            if (averages.isEmpty()) {
                throw new WeightsException(description, "holds no averaged weights");
            }
            // Buffers and frozen weights have no average: they are the same in both networks.
            originals.putAll(averages);
            description += " (ema)";
        }
        if (originals.isEmpty()) {
            throw new WeightsException(description, "holds no weights");
        }
        return new TensorView(all, description, originals, List.of());
    }

    /**
     * The tensors whose names begin with that of a network and a dot.
     *
     * @throws WeightsException if there are none, naming the networks that there are
     */
    static TensorSource named(TensorSource all, String network) {
        Map<String, String> originals = BareNames.under(all, network + ".");
        if (originals.isEmpty()) {
            throw new WeightsException(
                    all.description(), "holds no network %s, only %s".formatted(network, all(all)));
        }
        String description = "%s (%s)".formatted(all.description(), network);
        return new TensorView(all, description, originals, List.of());
    }

    private static Set<String> all(TensorSource all) {
        Set<String> networks = new LinkedHashSet<>();
        all.names().forEach(name -> networks.add(name.replaceFirst("\\..*", "")));
        return networks;
    }
}
