package dev.tornadovim.experiments.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import dev.tornadovim.experiments.config.schema.ExperimentConfig;

import java.util.List;

/**
 * A config with nothing left open.
 *
 * @param config the settings
 * @param overrides that went into it, as they were written
 * @param header what the file says of itself
 */
public record ResolvedConfig(ExperimentConfig config, List<String> overrides, ConfigHeader header) {

    /** Every setting as YAML; loading that gives the same settings. */
    public String yaml() {
        return YamlWriter.write(ConfigSchema.tree(config));
    }

    /** The overrides as a YAML list. */
    public String overridesYaml() {
        var list = JsonNodeFactory.instance.arrayNode();
        overrides.forEach(list::add);
        return YamlWriter.write(list);
    }
}
