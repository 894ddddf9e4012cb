package dev.tornadovim.experiments.config;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The records behind a section: one, or several that share a sealed interface, of which a key of the
 * section itself picks one, as Jackson's {@link JsonTypeInfo} and {@link JsonTypeName} say. A section
 * that only some tasks have is an {@link Optional}.
 */
final class SectionType {

    private SectionType() {}

    /** The section that a component is, or may be; empty for one without keys below it. */
    static Optional<Class<?>> of(RecordComponent component) {
        Type type = component.getGenericType();
        Type inner =
                ValueType.isOptional(type)
                        ? ((ParameterizedType) type).getActualTypeArguments()[0]
                        : type;
        return inner instanceof Class<?> section && isSection(section)
                ? Optional.of(section)
                : Optional.empty();
    }

    /** Whether a key of this type has keys below it. An enum with bodies is sealed, but a value. */
    static boolean isSection(Class<?> type) {
        return type.isRecord() || type.isSealed() && !type.isEnum();
    }

    /** All records that the section may be. */
    static List<Class<?>> records(Class<?> section) {
        return section.isSealed()
                ? Arrays.asList(section.getPermittedSubclasses())
                : List.of(section);
    }

    /** The record that the section's key picks; all that the section may be where it picks none. */
    static List<Class<?>> records(Class<?> section, ObjectNode tree) {
        if (!section.isSealed()) {
            return records(section);
        }
        var wanted = tree.path(key(section)).asText();
        return records(section).stream()
                .filter(record -> record.getAnnotation(JsonTypeName.class).value().equals(wanted))
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElseGet(() -> records(section));
    }

    /** The key that picks the record of a sealed section. */
    static String key(Class<?> section) {
        return section.getAnnotation(JsonTypeInfo.class).property();
    }
}
