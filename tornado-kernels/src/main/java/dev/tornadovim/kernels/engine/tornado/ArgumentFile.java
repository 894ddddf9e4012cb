package dev.tornadovim.kernels.engine.tornado;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The arguments in a file that {@code java @file} takes: separated by white space, quoted where they
 * have some, {@code #} to the end of a line a comment.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/25/docs/specs/man/java.html">The java
 *     command, argument files</a>
 */
final class ArgumentFile {

    private static final Pattern TOKEN =
            Pattern.compile(
                    "#[^\\n]*|((?:\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'|[^\\s\"'#])+)");
    private static final Pattern QUOTED =
            Pattern.compile("\"((?:\\\\.|[^\"\\\\])*)\"|'((?:\\\\.|[^'\\\\])*)'");

    private ArgumentFile() {}

    /** Reads a file. */
    static List<String> read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /** Splits the text of a file. */
    static List<String> parse(String text) {
        List<String> arguments = new ArrayList<>();
        Matcher token = TOKEN.matcher(text.replaceAll("\\\\\\R\\s*", ""));
        while (token.find()) {
            if (token.group(1) != null) {
                arguments.add(unquote(token.group(1)));
            }
        }
        return arguments;
    }

    private static String unquote(String token) {
        return QUOTED.matcher(token)
                .replaceAll(
                        quoted -> {
                            String inner = quoted.group(quoted.group(1) == null ? 2 : 1);
                            return Matcher.quoteReplacement(inner.replaceAll("\\\\(.)", "$1"));
                        });
    }

    /** Writes a file, which is there whole or not at all. */
    static void write(Path file, List<String> arguments) throws IOException {
        String text =
                arguments.stream()
                        .map(ArgumentFile::quote)
                        .collect(Collectors.joining("\n", "", "\n"));
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path temporary = Files.createTempFile(folder, file.getFileName().toString(), null);
        Files.writeString(temporary, text, StandardCharsets.UTF_8);
        Files.move(
                temporary,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static String quote(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
