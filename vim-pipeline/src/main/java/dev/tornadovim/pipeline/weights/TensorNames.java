package dev.tornadovim.pipeline.weights;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists names of tensors for messages; layers of a network are grouped. */
final class TensorNames {

    private static final Pattern LAYER = Pattern.compile("(?<=\\.)\\d{1,6}(?=\\.)");

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}]");

    private TensorNames() {}

    /** The names, separated by commas; {@code layers.0.x, layers.1.x} becomes {@code layers.0-1.x}. */
    static String list(Collection<String> names) {
        Map<String, List<Integer>> layers = new LinkedHashMap<>();
        for (String name : names) {
            Matcher number = LAYER.matcher(name);
            List<Integer> of =
                    layers.computeIfAbsent(
                            number.find() ? number.replaceFirst("#") : name,
                            key -> new ArrayList<>());
            if (number.reset().find()) {
                of.add(Integer.valueOf(number.group()));
            }
        }
        List<String> parts = new ArrayList<>();
        layers.forEach(
                (name, of) -> parts.add(of.isEmpty() ? name : name.replaceFirst("#", ranges(of))));
        return printable(String.join(", ", parts));
    }

    /** Text from a file for one line of a log: line breaks and other control characters become '?'. */
    static String printable(String text) {
        return UNPRINTABLE.matcher(text).replaceAll("?");
    }

    private static String ranges(List<Integer> numbers) {
        List<Integer> sorted = numbers.stream().sorted().toList();
        StringBuilder text = new StringBuilder();
        for (int from = 0; from < sorted.size(); ) {
            int to = from;
            while (to + 1 < sorted.size() && sorted.get(to + 1) == sorted.get(to) + 1) {
                to++;
            }
            text.append(from == 0 ? "" : "+").append(sorted.get(from));
            text.append(to > from ? "-" + sorted.get(to) : "");
            from = to + 1;
        }
        return text.toString();
    }
}
