package dev.tornadovim.experiments.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

import dev.tornadovim.experiments.config.schema.ExperimentConfig;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
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
            var component = component(section, tree, entry.getKey());
            if (component == null) {
                throw component(section, tree.objectNode(), entry.getKey()) == null
                        ? unknown(path, source)
                        : ofAnotherKind(section, prefix, tree, path, source);
            }
            var type = component.getGenericType();
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
                SectionType.of(component)
                        .ifPresent(inner -> check(inner, path + ".", below, source));
            }
        }
    }

    private static ConfigException ofAnotherKind(
            Class<?> section, String prefix, ObjectNode tree, String path, String source) {
        var key = SectionType.key(section);
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
        for (var type : SectionType.records(section)) {
            for (var component : type.getRecordComponents()) {
                var path = prefix + component.getName();
                if (!paths.contains(path)) {
                    paths.add(path);
                }
                SectionType.of(component).ifPresent(inner -> collect(inner, path + ".", paths));
            }
        }
    }

    /** Turns a checked tree into records; refuses missing keys and values out of range. */
    static ExperimentConfig bind(ObjectNode tree, String source) {
        requireComplete(ExperimentConfig.class, "", tree, source);
        try {
            return MAPPER.treeToValue(tree, ExperimentConfig.class);
        } catch (ValueInstantiationException e) {
            throw new ConfigException(source + ": " + e.getCause().getMessage(), e);
        } catch (JsonProcessingException e) {
            throw new ConfigException(source + ": " + e.getOriginalMessage(), e);
        }
    }

    private static void requireComplete(
            Class<?> section, String prefix, ObjectNode tree, String source) {
        if (section.isSealed() && !tree.has(SectionType.key(section))) {
            throw missing(prefix + SectionType.key(section), String.class, source);
        }
        var type = SectionType.records(section, tree).getFirst();
        for (var component : type.getRecordComponents()) {
            var path = prefix + component.getName();
            var value = tree.get(component.getName());
            if (value == null && !ValueType.isOptional(component.getGenericType())) {
                throw missing(path, component.getGenericType(), source);
            }
            if (value instanceof ObjectNode below) {
                SectionType.of(component)
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
        return MAPPER.valueToTree(config);
    }

    private static RecordComponent component(Class<?> section, ObjectNode tree, String name) {
        return SectionType.records(section, tree).stream()
                .flatMap(record -> Arrays.stream(record.getRecordComponents()))
                .filter(component -> component.getName().equals(name))
                .findFirst()
                .orElse(null);
    }
}
