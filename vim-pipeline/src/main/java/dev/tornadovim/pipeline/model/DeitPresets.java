package dev.tornadovim.pipeline.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The published sizes: {@code deit_tiny}, {@code deit_small} and {@code deit_base}, which timm's names
 * with {@code _patch16_224} mean too.
 */
public final class DeitPresets {

    private static final Map<String, DeitConfig> PRESETS = new LinkedHashMap<>();

    static {
        PRESETS.put("deit_tiny", DeitConfig.builder().dModel(192).heads(3).build());
        PRESETS.put("deit_small", DeitConfig.builder().dModel(384).heads(6).build());
        PRESETS.put("deit_base", DeitConfig.builder().dModel(768).heads(12).build());
    }

    private DeitPresets() {}

    /** The short names. */
    public static Iterable<String> names() {
        return PRESETS.keySet();
    }

    /** The configuration of that name; an unknown one is refused with the list of names. */
    public static DeitConfig of(String name) {
        DeitConfig config = PRESETS.get(name.replaceFirst("_patch16_224$", ""));
        if (config == null) {
            throw new IllegalArgumentException(
                    "no model preset " + name + ", only " + PRESETS.keySet());
        }
        return config;
    }
}
