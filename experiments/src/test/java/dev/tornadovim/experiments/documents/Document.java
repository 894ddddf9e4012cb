package dev.tornadovim.experiments.documents;

import dev.tornadovim.experiments.config.ConfigFolder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown file of the repository.
 *
 * @param path relative to the root of the repository
 */
record Document(Path path, String text) {
    static final Path ROOT =
            ConfigFolder.locate(Path.of("")).root().toAbsolutePath().getParent().getParent();

    private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern LINK =
            Pattern.compile("\\[([^\\[\\]]*)]\\(([^()\\s]+)(?:\\s+'([^']*)')?\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

    /**
     * A link.
     *
     * @param title empty where there is none
     */
    record Link(String text, String target, String title) {}

    /** A table: the cells of its head and of each row. */
    record Table(List<String> head, List<List<String>> rows) {}

    /** All documents, those of results included. */
    static List<Document> all() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.map(ROOT::relativize)
                    .filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("/src/test/"))
                    .filter(file -> !file.toString().matches("(.*/)?(target|runs|data|\\..*)/.*"))
                    .sorted()
                    .map(Document::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Document read(Path path) {
        try {
            return new Document(path, Files.readString(ROOT.resolve(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it records results, which other documents quote. */
    boolean isResult() {
        return path.startsWith("experiments/results");
    }

    /** The text without fenced blocks. */
    String prose() {
        return FENCE.matcher(text).replaceAll("");
    }

    /** The fenced blocks of a language; the empty one is that of this project's commands. */
    List<String> blocks(String language) {
        return FENCE.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    List<Link> links() {
        return links(prose());
    }

    static List<Link> links(String text) {
        return LINK.matcher(text).results().map(Document::link).toList();
    }

    private static Link link(MatchResult match) {
        String title = match.group(3);
        return new Link(match.group(1), match.group(2), title == null ? "" : title);
    }

    /** Text without links, which stand for themselves. */
    static String withoutLinks(String text) {
        return LINK.matcher(text).replaceAll("");
    }

    /** The words in code font. */
    static List<String> code(String text) {
        return CODE.matcher(text).results().map(word -> word.group(1)).toList();
    }

    static String withoutCode(String text) {
        return CODE.matcher(text).replaceAll(" ");
    }

    List<Table> tables() {
        var tables = new ArrayList<Table>();
        List<List<String>> rows = new ArrayList<>();
        for (String line : (prose() + "\n").split("\n", -1)) {
            if (line.startsWith("|")) {
                String inner = line.strip().replaceAll("^\\||\\|$", "");
                rows.add(Arrays.stream(inner.split("\\|", -1)).map(String::strip).toList());
            } else if (!rows.isEmpty()) {
                tables.add(new Table(rows.getFirst(), List.copyOf(rows.subList(2, rows.size()))));
                rows = new ArrayList<>();
            }
        }
        return tables;
    }

    /** Where a link of this document leads, without the part behind #. */
    Path resolve(Link link) {
        return ROOT.resolve(path).resolveSibling(link.target().replaceFirst("#.*", "")).normalize();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
