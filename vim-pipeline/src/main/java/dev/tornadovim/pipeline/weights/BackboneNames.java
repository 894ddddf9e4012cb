package dev.tornadovim.pipeline.weights;

import dev.tornadovim.pipeline.model.Backbone;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The backbone in a file, under the names of a backbone. In a classifier it is everything but the
 * head and the norm before it; in a dense task, everything under the backbone's prefix but the neck
 * ({@code fpn1} …) and the pyramid ({@code simfp_2} …).
 */
final class BackboneNames {

    private static final Set<String> HEAD =
            Set.of("norm_f.weight", "norm.weight", "norm.bias", "head.weight", "head.bias");

    private static final Set<String> NECKS =
            Set.of(Backbone.PREFIX + "fpn", Backbone.PREFIX + "simfp_");

    private BackboneNames() {}

    /** The backbone only; its notes name the tensors left out. */
    static TensorSource of(TensorSource all) {
        Map<String, String> originals = new LinkedHashMap<>();
        List<String> leftOut = new ArrayList<>();
        boolean dense = all.names().stream().anyMatch(name -> name.startsWith(Backbone.PREFIX));
        for (String name : all.names()) {
            if (dense && name.startsWith(Backbone.PREFIX) && !ofNeck(name)) {
                originals.put(name, name);
            } else if (dense || HEAD.contains(name)) {
                leftOut.add(name);
            } else {
                originals.put(Backbone.PREFIX + name, name);
            }
        }
        return new TensorView(
                all,
                all.description(),
                originals,
                leftOut.isEmpty()
                        ? List.of()
                        : List.of("not of the backbone, left out: " + TensorNames.list(leftOut)));
    }

    private static boolean ofNeck(String name) {
        return NECKS.stream().anyMatch(name::startsWith);
    }
}
