package dev.tornadovim.experiments.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.experiments.documents.Document.Link;
import dev.tornadovim.experiments.documents.Document.Table;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Figures in documents are those of the raw files that they link to. */
class ReadmeFiguresTest {
    private static final Path RESULTS = Document.ROOT.resolve("experiments/results");
    private static final Pattern MEASURED_CELL =
            Pattern.compile("(?<![\\w.])\\d+\\.\\d+(?![\\w.])|\\d,\\d{3}|\\d %");
    private static final Pattern MEASURED =
            Pattern.compile("\\d[\\d.,]*\\s+(%|images/s|times\\s+as\\b)");

    static List<Document> documents() {
        return Document.all().stream().filter(document -> !document.isResult()).toList();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void figuresOfLinksAreInTheirFiles(Document document) {
        for (Link link : document.links()) {
            source(document, link)
                    .map(file -> new RawFigure(link.title(), link.text(), file))
                    .filter(figure -> !link.title().isEmpty() && figure.hasNumbers())
                    .ifPresent(ReadmeFiguresTest::check);
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void figuresOfTablesAreInTheirFiles(Document document) {
        for (Table table : document.tables()) {
            for (List<String> row : table.rows()) {
                for (int column = 1; column < row.size(); column++) {
                    checkCell(document, table.head().get(column), row.getFirst(), row.get(column));
                }
            }
        }
    }

    private static void checkCell(Document document, String head, String label, String cell) {
        String own = Document.withoutLinks(cell);
        var figures = new ArrayList<RawFigure>();
        for (Link link : Document.links(head)) {
            source(document, link).ifPresent(file -> figures.add(new RawFigure(label, own, file)));
        }
        for (Link link : Document.links(label)) {
            source(document, link)
                    .ifPresent(file -> figures.add(new RawFigure(link.title(), own, file)));
        }
        if (figures.isEmpty()) {
            assertThat(Document.withoutCode(own))
                    .as("%s, a cell of the row %s without a raw file", document, label)
                    .doesNotContainPattern(MEASURED_CELL);
        }
        figures.stream().filter(RawFigure::hasNumbers).forEach(ReadmeFiguresTest::check);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void figuresOfSentencesNameTheirFile(Document document) {
        for (String line : document.prose().split("\n\n")) {
            if (!line.startsWith("|")) {
                assertThat(Document.withoutCode(Document.withoutLinks(line)))
                        .as("%s, figures without a raw file", document)
                        .doesNotContainPattern(MEASURED);
            }
        }
    }

    @Test
    void changedFiguresAreFound() {
        Path file = RESULTS.resolve("backends/bench-h200-cuda.txt");
        String line = "inference 224, batch 128";
        assertThat(new RawFigure(line, "5,247", file).isInFile()).isTrue();
        assertThat(new RawFigure(line, "5,247.2", file).isInFile()).isTrue();
        assertThat(new RawFigure(line, "5,248", file).isInFile()).isFalse();
        assertThat(new RawFigure(line, "5,247.3", file).isInFile()).isFalse();
        assertThat(new RawFigure("inference 512, batch 32", "5,247", file).isInFile()).isFalse();
        assertThat(new RawFigure("inference 224, batch 12", "5,247", file).isInFile()).isFalse();
    }

    private static void check(RawFigure figure) {
        assertThat(figure.isInFile()).as("%s", figure).isTrue();
    }

    /** The raw file that a link leads to; pictures are none. */
    private static Optional<Path> source(Document document, Link link) {
        return Optional.of(document.resolve(link))
                .filter(file -> file.startsWith(RESULTS))
                .filter(file -> file.toString().matches(".*\\.(txt|csv|md)"));
    }
}
