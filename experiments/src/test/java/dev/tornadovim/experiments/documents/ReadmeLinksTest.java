package dev.tornadovim.experiments.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.experiments.documents.Document.Link;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Links of documents lead somewhere, and the classes that they name exist. */
class ReadmeLinksTest {
    private static final int MOST_LINES = 150;
    private static final Pattern PICTURE = Pattern.compile("<img src=\"([^\"]+)\"");
    private static final Pattern CLASS =
            Pattern.compile("([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:\\.(\\w+)\\b.*)?");

    /** Of ONNX, TornadoVM, and what an op's own classes are called. */
    private static final Set<String> FOREIGN =
            Set.of(
                    "Scan",
                    "TaskGraph",
                    "KernelContext",
                    "Ljava",
                    "BufferedImage",
                    "ImageIO",
                    "UnsupportedOperationException",
                    "XKernels",
                    "XCpu",
                    "XLaunch",
                    "XReference",
                    "XTest",
                    "XTasks");

    static List<Document> documents() {
        return Document.all();
    }

    static List<Document> guides() {
        return Document.all().stream()
                .filter(document -> document.toString().matches(".*README.md|.*/docs/.*"))
                .toList();
    }

    @Test
    void theReadmeIsShort() {
        assertThat(Document.read(Path.of("README.md")).text().lines().count())
                .isLessThanOrEqualTo(MOST_LINES);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadToFilesAndHeadings(Document document) {
        for (Link link : document.links()) {
            if (link.target().contains("://")) {
                continue;
            }
            Path file = document.resolve(link);
            boolean within = link.target().startsWith("#");
            assertThat(file)
                    .as("%s: %s", document, link)
                    .satisfies(f -> assertThat(within || Files.exists(f)).isTrue());
            if (link.target().contains("#")) {
                Document other = within ? document : Document.read(Document.ROOT.relativize(file));
                assertThat(headings(other))
                        .as("%s: %s", document, link)
                        .contains(link.target().replaceFirst(".*#", ""));
            }
        }
        PICTURE.matcher(document.prose())
                .results()
                .map(picture -> new Link("", picture.group(1), ""))
                .forEach(picture -> assertThat(document.resolve(picture)).exists());
    }

    /** Headings as they are called in links. */
    private static Set<String> headings(Document document) {
        return document.prose()
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
                .map(line -> line.replaceAll("[^\\p{Alnum} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("guides")
    void classesExist(Document document) throws IOException {
        var sources = sources();
        for (String word : Document.code(document.prose())) {
            var name = CLASS.matcher(word);
            if (!name.matches() || FOREIGN.contains(name.group(1))) {
                continue;
            }
            assertThat(sources).as("%s names %s", document, word).containsKey(name.group(1));
            if (name.group(2) != null) {
                assertThat(Files.readString(sources.get(name.group(1))))
                        .as("%s names %s", document, word)
                        .containsPattern("\\b" + name.group(2) + "\\b");
            }
        }
    }

    /** The source of each class, by simple name. */
    private static Map<String, Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Document.ROOT)) {
            return files.filter(file -> file.toString().matches(".*/src/.*\\.java"))
                    .collect(
                            Collectors.toMap(
                                    file -> file.getFileName().toString().replace(".java", ""),
                                    file -> file,
                                    (one, other) -> one));
        }
    }
}
