package dev.tornadovim.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.experiments.run.RunException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

/** What the pages say, and that they are well-formed and whole, as an XML parser reads them. */
class ReportPageTest {
    @TempDir private Path folder;

    private Document page(Path file) throws Exception {
        var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        return builder.parse(new InputSource(new StringReader(Files.readString(file))));
    }

    private static List<Element> all(Document page, String name) {
        var elements = new ArrayList<Element>();
        NodeList found = page.getElementsByTagName(name);
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static List<String> texts(Document page, String name) {
        return all(page, name).stream().map(Element::getTextContent).toList();
    }

    /** Charts have titles and texts of their own, ids are unique, nothing is loaded, links lead on. */
    private static void checkWhole(Document page, Path folder) {
        var ids = new HashSet<String>();
        for (var element : all(page, "*")) {
            var id = element.getAttribute("id");
            assertThat(id.isEmpty() || ids.add(id)).as("id " + id).isTrue();
            assertThat(element.getTagName()).isNotIn("script", "iframe", "object", "link");
            if (element.hasAttribute("src")) {
                assertThat(element.getAttribute("src")).startsWith("data:image/png;base64,");
            }
            if (element.hasAttribute("href")) {
                var href = element.getAttribute("href");
                assertThat(href).doesNotContain(":").doesNotStartWith("/");
                assertThat(folder.resolve(href)).exists();
            }
            for (var label : element.getAttribute("aria-labelledby").split(" ")) {
                assertThat(label.isEmpty() || ids.contains(label) || isLater(page, label))
                        .as(label)
                        .isTrue();
            }
        }
        assertThat(texts(page, "style").getFirst())
                .doesNotContain("url(", "@import", "<", "&", "\"")
                .doesNotContain(">");
    }

    private static boolean isLater(Document page, String id) {
        return all(page, "*").stream().anyMatch(e -> e.getAttribute("id").equals(id));
    }

    private static List<String> charts(Document page) {
        return all(page, "svg").stream()
                .filter(svg -> svg.getAttribute("class").equals("chart"))
                .map(svg -> svg.getElementsByTagName("title").item(0).getTextContent())
                .toList();
    }

    @Test
    void aRunShowsWhatWasRunAndWhatCameOut() throws Exception {
        var run = Folders.run(folder.resolve("run"), 0.9);
        Folders.profile(run);
        var page = page(Reports.write(run));
        checkWhole(page, run);
        assertThat(charts(page))
                .containsExactly(
                        "Loss",
                        "Test metrics",
                        "Learning rate",
                        "Gradient norm",
                        "Confusion matrix, % of each true class",
                        "Roofline, training step");
        assertThat(texts(page, "b")).contains("90.00 %", "85.00 %", "0.2500", "1 min 26 s", "6");
        assertThat(texts(page, "pre").getFirst())
                .isEqualTo(
                        "git checkout 0123456789abcdef0123456789abcdef01234567\n"
                                + "mvn -q compile exec:exec -Dvim=\"train fashion-mnist"
                                + " optim.learningRate=1e-3\"");
        assertThat(texts(page, "dd"))
                .contains(
                        "to be shown",
                        "the test's order",
                        "optim.learningRate=1e-3 run.tag=\"x\"",
                        "commit 0123456789abcdef0123456789abcdef01234567, branch main, with"
                                + " uncommitted changes");
        assertThat(texts(page, "td"))
                .contains(Folders.CLASSES.get(1), "50.0 %", "scan.backward.of.a.long.name");
        assertThat(all(page, "img")).hasSize(12);
    }

    @Test
    void descriptionsSayWhatIsToBeSeen() throws Exception {
        var page = page(Reports.write(Folders.run(folder.resolve("run"), 0.9)));
        assertThat(texts(page, "desc"))
                .anySatisfy(text -> assertThat(text).contains("top-1: 80 at 1, 85 at 4."))
                .anySatisfy(
                        text ->
                                assertThat(text)
                                        .contains(
                                                "Lowest recall: Donaudampfschifffahrtsgesellschaft,"
                                                        + " 50.0 %."));
    }

    @Test
    void aFailedRunShowsWhyAndWhatThereIs() throws Exception {
        var run = Folders.failed(folder.resolve("run"));
        var page = page(Reports.write(run));
        checkWhole(page, run);
        assertThat(texts(page, "p")).contains("The run failed: the loss is NaN at step 20 <&>");
        assertThat(charts(page)).containsExactly("Loss", "Learning rate", "Gradient norm");
    }

    @Test
    void aFolderWithNothingButItsConfigHasAPage() throws Exception {
        Folders.write(folder, "config.yaml", "name: x\n");
        var page = page(Reports.write(folder));
        checkWhole(page, folder);
        assertThat(texts(page, "h1")).containsExactly("x");
        assertThat(charts(page)).isEmpty();
    }

    @Test
    void aFolderThatIsNoRunIsOneLine() {
        assertThatThrownBy(() -> Reports.write(folder))
                .isInstanceOf(RunException.class)
                .hasMessage(folder + " is not a run folder: it has no config.yaml");
    }

    @Test
    void tasksWithTablesOfTheirOwnAreShown() throws Exception {
        var run = Folders.run(folder.resolve("run"), 0.9);
        Files.delete(run.resolve("eval/confusion.csv"));
        Folders.write(run, "eval/per_class.csv", "class,IoU\nroad,0.123456789\nsky,NaN\n");
        Folders.write(
                run,
                "metrics.jsonl",
                "{\"kind\":\"eval\",\"step\":1,\"epoch\":1,\"loss\":1.0,\"mIoU\":0.5,\"AP\":-1.0,\"boxes\":12.0}\n");
        var page = page(Reports.write(run));
        checkWhole(page, run);
        assertThat(texts(page, "td")).contains("road", "0.1235", "–");
        assertThat(texts(page, "b")).contains("50.00 %");
        assertThat(charts(page)).contains("Test metrics", "Test boxes");
    }

    @Test
    void aComparisonShowsResultsAndSettingsThatDiffer() throws Exception {
        var runs =
                List.of(
                        Folders.run(folder.resolve("runs/a"), 0.9, "seed: 0", "width: 64"),
                        Folders.run(folder.resolve("runs/b"), 0.8, "seed: 0", "width: 32"),
                        Folders.failed(folder.resolve("runs/c")));
        Reports.write(runs.getFirst());
        var page = page(Reports.compare(runs, folder.resolve("comparison.html")));
        checkWhole(page, folder);
        assertThat(all(page, "a").getFirst().getAttribute("href")).isEqualTo("runs/a/report.html");
        assertThat(texts(page, "td"))
                .contains("90.00 %", "80.00 %", "width", "64", "32")
                .contains("seed"); // the failed run has none
        assertThat(charts(page)).containsExactly("Test top-1", "Training loss, smoothed");
    }

    @Test
    void aSweepSaysWhichIsBestAndWhetherThatMeansAnything() throws Exception {
        var sweep = Folders.sweep(folder.resolve("sweep"));
        var page = page(Reports.write(sweep));
        checkWhole(page, sweep);
        assertThat(texts(page, "p"))
                .contains("6 jobs: 5 done, 1 failed, 0 unfinished · model.direction, seed")
                .anySatisfy(
                        text ->
                                assertThat(text)
                                        .startsWith(
                                                "ssm_conv leads layer by 3.50 ± 0.76 points of"
                                                        + " top-1 (means of 2 and 3 jobs;")
                                        .contains(
                                                ": distinguishable. That is 4.6 standard errors"));
        assertThat(texts(page, "dd")).containsExactly("to be shown", "the test's order");
        assertThat(texts(page, "td"))
                .containsSubsequence("1", "ssm_conv", "79.50 ± 0.71 %", "84.50 ± 0.71 %")
                .containsSubsequence("2", "layer", "76.00 ± 1.00 %", "81.00 ± 1.00 %")
                .contains("the loss is NaN at step 20 <&>");
        var dots =
                all(page, "circle").stream()
                        .map(Element::getTextContent)
                        .filter(text -> text.startsWith("job "))
                        .toList();
        assertThat(dots)
                .containsExactly(
                        "job 3, seed 0: 79.00",
                        "job 4, seed 1: 80.00",
                        "job 0, seed 0: 75.00",
                        "job 1, seed 1: 76.00",
                        "job 2, seed 2: 77.00");
        assertThat(page(sweep.resolve("0/report.html")).getDocumentElement().getTextContent())
                .contains("A job of a sweep: its report");
    }
}
