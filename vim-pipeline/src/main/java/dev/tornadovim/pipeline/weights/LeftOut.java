package dev.tornadovim.pipeline.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects tensors of a file that hold no weights, by the reason for leaving them out. */
final class LeftOut {

    private final Map<String, List<String>> namesByReason = new LinkedHashMap<>();

    /**
     * Adds a tensor.
     *
     * @param empty whether one of its dimensions is 0
     */
    void add(String name, ElementType type, boolean empty) {
        String reason = empty ? "without values" : "of type " + type;
        namesByReason.computeIfAbsent(reason, key -> new ArrayList<>()).add(name);
    }

    /** One line per reason. */
    List<String> notes() {
        return namesByReason.entrySet().stream()
                .map(e -> e.getKey() + ", left out: " + TensorNames.list(e.getValue()))
                .toList();
    }
}
