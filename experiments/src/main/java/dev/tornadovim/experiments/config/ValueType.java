package dev.tornadovim.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The types that a key of a config may have, and which values they accept. Nothing is converted but
 * a whole number to a fractional one.
 */
final class ValueType {

    private ValueType() {}

    static boolean accepts(Type type, JsonNode value) {
        return switch (type) {
            case ParameterizedType generic when generic.getRawType() == Optional.class ->
                    value.isNull() || accepts(generic.getActualTypeArguments()[0], value);
            case ParameterizedType generic when generic.getRawType() == List.class ->
                    value.isArray()
                            && value.valueStream()
                                    .allMatch(v -> accepts(generic.getActualTypeArguments()[0], v));
            case Class<?> plain when plain == int.class || plain == Integer.class ->
                    value.isIntegralNumber() && value.canConvertToInt();
            case Class<?> plain when plain == long.class || plain == Long.class ->
                    value.isIntegralNumber() && value.canConvertToLong();
            case Class<?> plain when isFractional(plain) -> value.isNumber();
            case Class<?> plain when plain == boolean.class -> value.isBoolean();
            case Class<?> plain when plain == String.class -> value.isTextual();
            case Class<?> plain when plain.isEnum() ->
                    value.isTextual() && names(plain).contains(value.asText());
            case Class<?> plain when SectionType.isSection(plain) -> value.isObject();
            default -> throw new IllegalStateException("no config value can be a " + type);
        };
    }

    /** What is expected, as it stands in a message. */
    static String describe(Type type) {
        return switch (type) {
            case ParameterizedType generic when generic.getRawType() == Optional.class ->
                    describe(generic.getActualTypeArguments()[0]) + " or null";
            case ParameterizedType generic ->
                    "a list, each " + describe(generic.getActualTypeArguments()[0]);
            case Class<?> plain when plain == int.class || plain == Integer.class ->
                    "a whole number below 2^31";
            case Class<?> plain when plain == long.class || plain == Long.class -> "a whole number";
            case Class<?> plain when isFractional(plain) -> "a number";
            case Class<?> plain when plain == boolean.class -> "true or false";
            case Class<?> plain when plain == String.class -> "text (quote it)";
            case Class<?> plain when plain.isEnum() -> "one of " + String.join(", ", names(plain));
            default -> "a section";
        };
    }

    /** What was found, as it stands in a message. */
    static String describe(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "the text '" + value.asText() + "'";
            case NUMBER -> "the number " + value.asText();
            case ARRAY -> "the list " + value;
            case OBJECT -> "a section";
            default -> value.asText();
        };
    }

    static boolean isOptional(Type type) {
        return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
    }

    private static boolean isFractional(Class<?> type) {
        return type == double.class || type == Double.class || type == float.class;
    }

    private static List<String> names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toList());
    }
}
