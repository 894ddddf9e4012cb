package dev.tornadovim.pipeline.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The published sizes (hustvl/Vim, {@code vim/models_mamba.py}): {@code vim_tiny}, {@code vim_small}
 * and {@code vim_base}, each also with patches that overlap, as {@code vim_tiny_stride8}. The long
 * names {@code vim_tiny_patch16_224} and {@code vim_tiny_patch16_stride8_224} mean the same, with or
 * without the suffix of the official registry that starts at {@code _bimambav2}.
 */
public final class VimPresets {

    private static final Map<String, VimConfig> PRESETS = new LinkedHashMap<>();

    static {
        Map<String, Integer> widths = new LinkedHashMap<>();
        widths.put("vim_tiny", 192);
        widths.put("vim_small", 384);
        widths.put("vim_base", 768);
        widths.forEach(
                (name, width) -> {
                    VimConfig config = VimConfig.builder().dModel(width).build();
                    PRESETS.put(name, config);
                    PRESETS.put(name + "_stride8", config.toBuilder().patch(16, 8).build());
                });
    }

    private VimPresets() {}

    /** The short names. */
    public static Iterable<String> names() {
        return PRESETS.keySet();
    }

    /** The configuration of that name; an unknown one is refused with the list of names. */
    public static VimConfig of(String name) {
        String shortName = name;
        int suffix = shortName.indexOf("_bimambav2");
        if (suffix >= 0) {
            shortName = shortName.substring(0, suffix);
        }
        if (shortName.endsWith("_224")) {
            shortName = shortName.substring(0, shortName.length() - 4).replace("_patch16", "");
        }
        VimConfig config = PRESETS.get(shortName);
        if (config == null) {
            throw new IllegalArgumentException(
                    "no model preset " + name + ", only " + PRESETS.keySet());
        }
        return config;
    }
}
