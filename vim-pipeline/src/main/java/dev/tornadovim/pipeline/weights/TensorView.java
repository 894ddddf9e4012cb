package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.tensor.Shape;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Some tensors of another source, under names of their own. Closing it closes the source. */
final class TensorView implements TensorSource {

    private final TensorSource all;
    private final String description;
    private final Map<String, String> originals;
    private final List<String> notes;

    /**
     * A view.
     *
     * @param originals names in {@code all} by their names here
     * @param notes notes of the view, appended to those of {@code all}
     */
    TensorView(
            TensorSource all,
            String description,
            Map<String, String> originals,
            List<String> notes) {
        this.all = all;
        this.description = description;
        this.originals = Collections.unmodifiableMap(new LinkedHashMap<>(originals));
        List<String> both = new ArrayList<>(all.notes());
        both.addAll(notes);
        this.notes = List.copyOf(both);
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Set<String> names() {
        return originals.keySet();
    }

    @Override
    public Shape shape(String name) {
        return all.shape(original(name));
    }

    @Override
    public float[] read(String name) {
        return all.read(original(name));
    }

    private String original(String name) {
        String original = originals.get(name);
        if (original == null) {
            throw new WeightsException(description, "no tensor " + name);
        }
        return original;
    }

    @Override
    public Map<String, String> metadata() {
        return all.metadata();
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public void close() {
        all.close();
    }
}
