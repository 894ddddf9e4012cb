package dev.tornadovim.pipeline.weights;

import dev.tornadovim.pipeline.model.Backbone;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The backbone of a file, under the names of a backbone: of a classifier all but its head and the
 * norm before it, of a dense task what has the backbone's prefix and is no neck ({@code fpn1} …) and
 * no pyramid ({@code simfp_2} …).
 */
final class BackboneNames {

    private static final Set<String> HEAD =
            Set.of("norm_f.weight", "norm.weight", "norm.bias", "head.weight", "head.bias");

    private static final Set<String> NECKS =
            Set.of(Backbone.PREFIX + "fpn", Backbone.PREFIX + "simfp_");

    private BackboneNames() {}

    /** The backbone alone; its notes name what is left out. */
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
