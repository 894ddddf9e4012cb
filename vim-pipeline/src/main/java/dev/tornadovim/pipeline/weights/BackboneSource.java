package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.pipeline.model.Backbone;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The backbone of a file, under the names of a backbone: of a classifier all but its head and the
 * norm before it, of a dense task what has the backbone's prefix and is no neck ({@code fpn1} …) and
 * no pyramid ({@code simfp_2} …).
 */
final class BackboneSource implements TensorSource {

    private static final Set<String> HEAD =
            Set.of("norm_f.weight", "norm.weight", "norm.bias", "head.weight", "head.bias");

    private static final Set<String> NECKS =
            Set.of(Backbone.PREFIX + "fpn", Backbone.PREFIX + "simfp_");

    private final TensorSource all;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final List<String> leftOut = new ArrayList<>();

    BackboneSource(TensorSource all) {
        this.all = all;
        boolean dense = all.names().stream().anyMatch(name -> name.startsWith(Backbone.PREFIX));
        for (String name : all.names()) {
            if (dense && name.startsWith(Backbone.PREFIX) && !ofNeck(name)) {
                names.put(name, name);
            } else if (dense || HEAD.contains(name)) {
                leftOut.add(name);
            } else {
                names.put(Backbone.PREFIX + name, name);
            }
        }
    }

    private static boolean ofNeck(String name) {
        return NECKS.stream().anyMatch(name::startsWith);
    }

    /** Names in the file that are not of the backbone. */
    List<String> leftOut() {
        return Collections.unmodifiableList(leftOut);
    }

    @Override
    public String description() {
        return all.description();
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
