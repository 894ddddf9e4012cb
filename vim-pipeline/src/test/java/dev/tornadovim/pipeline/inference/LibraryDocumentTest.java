package dev.tornadovim.pipeline.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The Java code that documents show is code that compiles. */
class LibraryDocumentTest {

    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Path EXAMPLES =
            Path.of("src/test/java/dev/tornadovim/pipeline/inference/LibraryExamples.java");

    @Test
    void theLibraryDocumentShowsWhatCompiles() throws IOException {
        assertThat(blocks(Path.of("docs/library.md")))
                .hasSize(5)
                .allSatisfy(
                        block -> assertThat(examples().contains(block)).as("\n" + block).isTrue());
    }

    /** As far as README has any. */
    @Test
    void soDoesReadme() throws IOException {
        assertThat(blocks(Path.of("../README.md")))
                .allSatisfy(
                        block -> assertThat(examples().contains(block)).as("\n" + block).isTrue());
    }

    private static String examples() throws IOException {
        return words(Files.readString(EXAMPLES));
    }

    private static List<String> blocks(Path document) throws IOException {
        List<String> blocks = new ArrayList<>();
        JAVA.matcher(Files.readString(document))
                .results()
                .map((MatchResult found) -> words(found.group(1)))
                .forEach(blocks::add);
        return blocks;
    }

    /** Lines may be broken elsewhere. */
    private static String words(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
