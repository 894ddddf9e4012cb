package dev.tornadovim.experiments.config;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The records behind a section: one, or, for {@code model}, several that share a sealed interface, of
 * which a key of the section itself picks one, as {@link ModelSection} says. A section that only some
 * tasks have is an {@link Optional}.
 */
final class SectionType {

    /**
     * A key of a section.
     *
     * @param type of its value
     */
    record Key(String name, Type type) {}

    private SectionType() {}

    /** The section that a key is, or may be; empty for one without keys below it. */
    static Optional<Class<?>> of(Key key) {
        Type inner =
                ValueType.isOptional(key.type())
                        ? ((ParameterizedType) key.type()).getActualTypeArguments()[0]
                        : key.type();
        return inner instanceof Class<?> section && isSection(section)
                ? Optional.of(section)
                : Optional.empty();
    }

    /** Whether a key of this type has keys below it. An enum with bodies is sealed, but a value. */
    static boolean isSection(Class<?> type) {
        return type.isRecord() || type.isSealed() && !type.isEnum();
    }

    /**
     * All keys that the section may have, those of the record that its own key picks where it picks
     * one.
     */
    static List<Key> keys(Class<?> section, ObjectNode tree) {
        if (!section.isSealed()) {
            return components(section).toList();
        }
        var wanted = tree.path(ModelSection.FAMILY).asText().toUpperCase(Locale.ROOT);
        var families = ModelSection.Family.values();
        var records = section.getPermittedSubclasses();
        var picked =
                Arrays.stream(families)
                        .filter(family -> family.name().equals(wanted))
                        .<Class<?>>map(family -> records[family.ordinal()])
                        .toList();
        return Stream.concat(
                        Stream.of(new Key(ModelSection.FAMILY, ModelSection.Family.class)),
                        (picked.isEmpty() ? Arrays.asList(records) : picked)
                                .stream()
                                        .flatMap(SectionType::components)
                                        .filter(
                                                key ->
                                                        !ModelSection.OF_THE_DATA.contains(
                                                                key.name())))
                .distinct()
                .toList();
    }

    private static Stream<Key> components(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(component -> new Key(component.getName(), component.getGenericType()));
    }
}
