package dev.tornadovim.pipeline.model;

import java.util.ArrayList;
import java.util.List;

/** All presets, of {@link VimPresets} and {@link DeitPresets}. */
public final class NetworkPresets {

    private NetworkPresets() {}

    /** The short names. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        VimPresets.names().forEach(names::add);
        DeitPresets.names().forEach(names::add);
        return names;
    }

    /** The configuration of that name; an unknown one is refused with the list of names. */
    public static NetworkConfig of(String name) {
        try {
            return name.startsWith("deit") ? DeitPresets.of(name) : VimPresets.of(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "no model preset " + name + ", only " + String.join(", ", names()), e);
        }
    }
}
