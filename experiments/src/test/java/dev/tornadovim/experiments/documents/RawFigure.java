package dev.tornadovim.experiments.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Figures that a document says to come from one line of a file.
 *
 * @param words that the line has, each as a whole
 * @param text whose numbers the line has, to the digits shown
 */
record RawFigure(List<String> words, String text, Path file) {
    private static final Pattern NUMBER =
            Pattern.compile("(?<![\\w.,-])\\d+(?:,\\d{3})*(?:\\.\\d+)?");
    private static final Pattern PLAIN = Pattern.compile("\\d+(?:\\.\\d+)?");
    private static final BigDecimal HALF = new BigDecimal("0.5");

    RawFigure(String title, String text, Path file) {
        this(words(title, text), Document.withoutCode(text), file);
    }

    private static List<String> words(String title, String text) {
        var words = new ArrayList<>(Document.code(text));
        if (!title.isEmpty()) {
            words.add(title);
        }
        return words.stream().map(RawFigure::plain).toList();
    }

    /** Without the marks of Markdown and CSV. */
    private static String plain(String line) {
        return line.replaceAll("[`*\"]", "").replace('|', ' ').strip().replaceAll("\\s+", " ");
    }

    /** Whether there is a number to compare at all. */
    boolean hasNumbers() {
        return NUMBER.matcher(text).find();
    }

    boolean isInFile() {
        try {
            return Files.readAllLines(file).stream()
                    .map(RawFigure::plain)
                    .anyMatch(line -> hasWords(line) && hasNumbers(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean hasWords(String line) {
        return words.stream()
                .allMatch(
                        word ->
                                Pattern.compile("(?<!\\w)" + Pattern.quote(word) + "(?!\\w)")
                                        .matcher(line)
                                        .find());
    }

    private boolean hasNumbers(String line) {
        var raw = new ArrayList<BigDecimal>();
        PLAIN.matcher(line).results().forEach(n -> raw.add(new BigDecimal(n.group())));
        NUMBER.matcher(line).results().forEach(n -> raw.add(number(n.group())));
        return NUMBER.matcher(text)
                .results()
                .map(n -> number(n.group()))
                .allMatch(shown -> raw.stream().anyMatch(exact -> rounds(exact, shown)));
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text.replace(",", ""));
    }

    private static boolean rounds(BigDecimal exact, BigDecimal shown) {
        BigDecimal tolerance = HALF.movePointLeft(shown.scale());
        return exact.subtract(shown).abs().compareTo(tolerance) <= 0;
    }
}
