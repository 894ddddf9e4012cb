package dev.tornadovim.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tornadovim.experiments.config.schema.ExperimentConfig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Resolves a config: base files, the file itself, overrides, and the records at the end. All
 * problems are {@link ConfigException}s.
 */
public final class ConfigLoader {
    private static final String BASE = "_base_";
    private static final String SWEEP = "_sweep_";
    private static final String DEFAULTS = "_base_/default.yaml";

    private final ConfigFolder folder;

    /** A loader of experiments and group files of a folder. */
    public ConfigLoader(ConfigFolder folder) {
        this.folder = folder;
    }

    /**
     * Loads an experiment.
     *
     * @param nameOrPath its name, such as {@code fashion-mnist}, or the path of a YAML file
     * @param overrides in the grammar of {@link ConfigOverride}, applied in order
     */
    public ResolvedConfig load(String nameOrPath, List<String> overrides) {
        var file = folder.find(nameOrPath);
        var source = folder.display(file);
        var tree = inherit(file, new ArrayList<>());
        if (!tree.has("name")) {
            var name = file.getFileName().toString();
            tree.put("name", name.substring(0, name.lastIndexOf('.')));
        }
        for (var text : overrides) {
            apply(override(text), tree);
        }
        return new ResolvedConfig(
                ConfigSchema.bind(tree, source),
                List.copyOf(overrides),
                ConfigHeader.of(folder.read(file)));
    }

    /**
     * The overrides with several values that a file lists in {@code _sweep_}, for the command {@code
     * sweep}; those of its base files do not count, and other commands leave them out.
     */
    public List<String> sweep(String nameOrPath) {
        var file = folder.find(nameOrPath);
        var source = folder.display(file);
        return texts(SWEEP, YamlReader.read(source, folder.read(file)).get(SWEEP), source);
    }

    /**
     * Reads an override, of which {@code sweep} takes several values; {@code glob} stands for group
     * files of its key.
     */
    public ConfigOverride override(String text) {
        return ConfigOverride.parse(text, folder::options);
    }

    /**
     * Reads a config that was whole when a run left it behind; settings that came later take their
     * defaults.
     *
     * @param source where the text is from, for messages
     * @param overrides in the grammar of {@link ConfigOverride}, applied in order
     */
    public ExperimentConfig parse(String source, String yaml, List<String> overrides) {
        var own = YamlReader.read(source, yaml);
        ConfigSchema.check(own, source);
        var tree = inherit(folder.find(DEFAULTS), new ArrayList<>());
        for (var entry : own.properties()) {
            defaults(entry.getKey(), entry.getValue())
                    .map(file -> inherit(folder.find(file), new ArrayList<>()))
                    .ifPresent(base -> tree.set(entry.getKey(), base.get(entry.getKey())));
        }
        merge(tree, own);
        for (var text : overrides) {
            apply(override(text), tree);
        }
        return ConfigSchema.bind(tree, source);
    }

    /** The file with the defaults of a section that {@link #DEFAULTS} does not have. */
    private static Optional<String> defaults(String section, JsonNode own) {
        if (!own.isObject()) {
            return Optional.empty();
        }
        return switch (section) {
            case "model" ->
                    Optional.of("_base_/model/%s_tiny.yaml".formatted(own.path("family").asText()));
            case "data" -> Optional.of("_base_/data/%s.yaml".formatted(own.path("name").asText()));
            case "scenes" -> Optional.of("_base_/data/scenes.yaml");
            case "segmentation", "detection" -> Optional.of("_base_/" + section + ".yaml");
            default -> Optional.empty();
        };
    }

    /** The tree of a file on top of its base files. */
    private ObjectNode inherit(Path file, List<Path> chain) {
        if (chain.contains(file)) {
            throw new ConfigException(
                    "%s includes itself by _base_: %s → %s"
                            .formatted(
                                    folder.display(file),
                                    chain.stream()
                                            .map(folder::display)
                                            .collect(Collectors.joining(" → ")),
                                    folder.display(file)));
        }
        var source = folder.display(file);
        var own = YamlReader.read(source, folder.read(file));
        var bases = texts(BASE, own.remove(BASE), source);
        texts(SWEEP, own.remove(SWEEP), source);
        ConfigSchema.check(own, source);
        chain.add(file);
        var tree = own.objectNode();
        for (var base : bases) {
            merge(tree, inherit(folder.findBase(file, base), chain));
        }
        chain.removeLast();
        merge(tree, own);
        return tree;
    }

    private static List<String> texts(String key, JsonNode value, String source) {
        if (value == null) {
            return List.of();
        }
        if (value.isTextual()) {
            return List.of(value.asText());
        }
        if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isTextual)) {
            throw new ConfigException(
                    "%s in %s is %s, expected %s"
                            .formatted(
                                    key,
                                    source,
                                    ValueType.describe(value),
                                    key.equals(BASE)
                                            ? "a file or a list of files"
                                            : "a list of overrides such as seed=0,1,2"));
        }
        return value.valueStream().map(JsonNode::asText).toList();
    }

    /** Puts {@code upper} over {@code lower}: sections key by key, everything else as a whole. */
    private static void merge(ObjectNode lower, ObjectNode upper) {
        for (var entry : upper.properties()) {
            if (lower.get(entry.getKey()) instanceof ObjectNode section
                    && entry.getValue() instanceof ObjectNode over) {
                merge(section, over);
            } else {
                lower.set(entry.getKey(), entry.getValue().deepCopy());
            }
        }
    }

    private void apply(ConfigOverride override, ObjectNode tree) {
        var source = "override " + override.text();
        var path = override.path();
        int dot = path.lastIndexOf('.');
        var section = dot < 0 ? tree : tree.at("/" + path.substring(0, dot).replace('.', '/'));
        var key = path.substring(dot + 1);
        boolean there = section instanceof ObjectNode object && object.has(key);
        switch (override.kind()) {
            case SET, DELETE -> {
                if (!there) {
                    throw ConfigSchema.has(path)
                            ? new ConfigException(
                                    "%s: %s is not set, add it with +%s=…"
                                            .formatted(source, path, path))
                            : ConfigSchema.unknown(path, source);
                }
            }
            case ADD -> {
                if (there) {
                    throw new ConfigException(
                            "%s: %s is set already, change it with %s=… or ++%s=…"
                                    .formatted(source, path, path, path));
                }
            }
            case ADD_OR_SET -> {}
        }
        if (override.kind() == ConfigOverride.Kind.DELETE) {
            delete(override, (ObjectNode) section, key);
        } else {
            set(override, tree);
        }
        ConfigSchema.check(tree, source);
    }

    private static void delete(ConfigOverride override, ObjectNode section, String key) {
        if (!override.values().isEmpty() && !section.get(key).equals(override.value())) {
            throw new ConfigException(
                    "override %s: %s is %s"
                            .formatted(
                                    override.text(),
                                    override.path(),
                                    ValueType.describe(section.get(key))));
        }
        section.remove(key);
    }

    private void set(ConfigOverride override, ObjectNode tree) {
        var value = override.value();
        var path = override.path();
        if (tree.get(path) instanceof ObjectNode && value.isTextual()) {
            tree.set(path, option(path, value.asText()));
            return;
        }
        var upper = tree.objectNode();
        var section = upper;
        var keys = path.split("\\.");
        for (int i = 0; i < keys.length - 1; i++) {
            section = section.putObject(keys[i]);
        }
        section.set(keys[keys.length - 1], value);
        merge(tree, upper);
    }

    private JsonNode option(String group, String option) {
        var file = folder.findOption(group, option);
        var tree = inherit(file, new ArrayList<>());
        if (tree.size() != 1 || !tree.has(group)) {
            throw new ConfigException(
                    "%s sets %s, expected only %s of a group file"
                            .formatted(folder.display(file), fieldNames(tree), group));
        }
        return tree.get(group);
    }

    private static String fieldNames(ObjectNode tree) {
        return tree.propertyStream().map(e -> e.getKey()).collect(Collectors.joining(", "));
    }
}
