package dev.tornadovim.experiments.config;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.setting.InvalidSettingException;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Checks trees against the records of {@code schema} and turns them into each other. The records
 * are the schema: there is no second description to keep in step.
 */
final class ConfigSchema {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .addModule(new Jdk8Module())
                    .addMixIn(NetworkConfig.class, ModelSection.class)
                    .addModule(new SimpleModule().addSerializer(new LowerCase()))
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    /** Writes enums as they are read; Jackson's own feature for it follows the default locale. */
    @SuppressWarnings("rawtypes") // of the class literal
    private static final class LowerCase extends StdSerializer<Enum> {
        private static final long serialVersionUID = 1L;

        LowerCase() {
            super(Enum.class);
        }

        @Override
        public void serialize(Enum value, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            json.writeString(value.name().toLowerCase(Locale.ROOT));
        }
    }

    private ConfigSchema() {}

    /**
     * Refuses unknown keys and values of another type. Keys may be missing: files and groups hold
     * parts of a config.
     *
     * @param source where the tree is from, for messages
     */
    static void check(ObjectNode tree, String source) {
        check(ExperimentConfig.class, "", tree, source);
    }

    private static void check(Class<?> section, String prefix, ObjectNode tree, String source) {
        for (var entry : tree.properties()) {
            var path = prefix + entry.getKey();
            var key = key(section, tree, entry.getKey());
            if (key == null) {
                throw key(section, tree.objectNode(), entry.getKey()) == null
                        ? unknown(path, source)
                        : ofAnotherKind(prefix, tree, path, source);
            }
            var type = key.type();
            if (!ValueType.accepts(type, entry.getValue())) {
                throw new ConfigException(
                        "%s in %s is %s, expected %s"
                                .formatted(
                                        path,
                                        source,
                                        ValueType.describe(entry.getValue()),
                                        ValueType.describe(type)));
            }
            if (entry.getValue() instanceof ObjectNode below) {
                SectionType.of(key).ifPresent(inner -> check(inner, path + ".", below, source));
            }
        }
    }

    private static ConfigException ofAnotherKind(
            String prefix, ObjectNode tree, String path, String source) {
        var key = ModelSection.FAMILY;
        return new ConfigException(
                "%s in %s is no key of %s%s=%s"
                        .formatted(path, source, prefix, key, tree.get(key).asText()));
    }

    /** The refusal of a key that the schema does not have, with the nearest one that it has. */
    static ConfigException unknown(String path, String source) {
        var parent = path.substring(0, path.lastIndexOf('.') + 1);
        var key = path.substring(parent.length());
        var all = paths();
        var siblings =
                all.stream()
                        .filter(p -> p.startsWith(parent))
                        .map(p -> p.substring(parent.length()))
                        .filter(p -> p.indexOf('.') < 0)
                        .toList();
        var expected = siblings.isEmpty() ? all : siblings.stream().map(parent::concat).toList();
        // A key of another section, written without it or with a wrong one, is a likely slip too.
        var hint =
                NearestName.of(key, siblings)
                        .map(parent::concat)
                        .or(() -> all.stream().filter(p -> p.endsWith("." + key)).findFirst())
                        .or(() -> siblings.isEmpty() ? NearestName.of(path, all) : Optional.empty())
                        .map(name -> ": did you mean " + name + "?")
                        .orElseGet(() -> ", expected one of " + String.join(", ", expected));
        return new ConfigException("unknown key %s in %s%s".formatted(path, source, hint));
    }

    /** Whether the schema has this key or section. */
    static boolean has(String path) {
        return paths().contains(path);
    }

    /** All sections and keys, dotted, in the order of the records. */
    static List<String> paths() {
        var paths = new ArrayList<String>();
        collect(ExperimentConfig.class, "", paths);
        return paths;
    }

    private static void collect(Class<?> section, String prefix, List<String> paths) {
        for (var key : SectionType.keys(section, JsonNodeFactory.instance.objectNode())) {
            var path = prefix + key.name();
            paths.add(path);
            SectionType.of(key).ifPresent(inner -> collect(inner, path + ".", paths));
        }
    }

    /** Turns a checked tree into records; refuses missing keys and values out of range. */
    static ExperimentConfig bind(ObjectNode tree, String source) {
        requireComplete(ExperimentConfig.class, "", tree, source);
        try {
            var whole = tree.deepCopy();
            ModelSection.complete((ObjectNode) whole.get("model"));
            return MAPPER.treeToValue(whole, ExperimentConfig.class);
        } catch (ValueInstantiationException e) {
            throw new ConfigException(source + ": " + refusal(e), e);
        } catch (JsonProcessingException e) {
            throw new ConfigException(source + ": " + e.getOriginalMessage(), e);
        }
    }

    /** What a record says of its values, with the name of the section before that of the component. */
    private static String refusal(ValueInstantiationException e) {
        var message = e.getCause().getMessage();
        return e.getCause() instanceof InvalidSettingException
                ? e.getPath().stream().map(at -> at.getFieldName() + ".").collect(joining())
                        + message
                : message;
    }

    private static void requireComplete(
            Class<?> section, String prefix, ObjectNode tree, String source) {
        if (section.isSealed() && !tree.has(ModelSection.FAMILY)) {
            throw missing(prefix + ModelSection.FAMILY, String.class, source);
        }
        for (var key : SectionType.keys(section, tree)) {
            var path = prefix + key.name();
            var value = tree.get(key.name());
            if (value == null && !ValueType.isOptional(key.type())) {
                throw missing(path, key.type(), source);
            }
            if (value instanceof ObjectNode below) {
                SectionType.of(key)
                        .ifPresent(inner -> requireComplete(inner, path + ".", below, source));
            }
        }
    }

    private static ConfigException missing(String path, Type type, String source) {
        return new ConfigException(
                "key %s is missing in %s and its _base_ files, expected %s"
                        .formatted(path, source, ValueType.describe(type)));
    }

    /** Turns records into a tree with every key. */
    static JsonNode tree(ExperimentConfig config) {
        ObjectNode tree = MAPPER.valueToTree(config);
        ModelSection.strip((ObjectNode) tree.get("model"));
        return tree;
    }

    private static SectionType.Key key(Class<?> section, ObjectNode tree, String name) {
        return SectionType.keys(section, tree).stream()
                .filter(key -> key.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
