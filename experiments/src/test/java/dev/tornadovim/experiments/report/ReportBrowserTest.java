package dev.tornadovim.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How pages look in a real browser, on a phone and on a desk, light and dark. Without a Chromium on
 * the search path it is skipped; {@code apt-get install chromium} brings one.
 */
class ReportBrowserTest {
    private static final int PHONE = 360;

    @TempDir private static Path folder;
    private static Browser browser;
    private static String look;

    @BeforeAll
    static void start() throws Exception {
        var program = Browser.find();
        assumeTrue(
                program.isPresent(),
                "no Chromium on the search path: pages are not looked at in a browser");
        try (var in = ReportBrowserTest.class.getResourceAsStream("look.js")) {
            look = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        browser = Browser.start(program.get(), Files.createDirectory(folder.resolve("browser")));
        Folders.profile(Folders.run(folder.resolve("run"), 0.9));
        Reports.write(folder.resolve("run"));
        Reports.write(Folders.failed(folder.resolve("failed")));
        Reports.write(matrix(folder.resolve("classes"), 40)); // wider than a phone
        Reports.write(matrix(folder.resolve("shares"), 10)); // with numbers on every shade
        Reports.write(Folders.sweep(folder.resolve("sweep")));
        var runs = new ArrayList<>(List.of(folder.resolve("run"), folder.resolve("failed")));
        for (int i = 0; i < 10; i++) {
            runs.add(
                    Folders.run(
                            folder.resolve("runs-of-a-long-name/" + i), i / 10.0, "seed: " + i));
        }
        Reports.compare(runs, folder.resolve("comparison.html"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    /** Classes of which a rising share is right, and the rest is taken for the first one. */
    private static Path matrix(Path run, int classes) throws IOException {
        Folders.run(run, 0.9);
        var table = new StringBuilder("label");
        for (int i = 0; i < classes; i++) {
            table.append(",class ").append(i);
        }
        for (int i = 0; i < classes; i++) {
            table.append("\nclass ").append(i);
            for (int j = 0; j < classes; j++) {
                table.append(',').append(i == j ? i : j == 0 ? classes - 1 - i : 0);
            }
        }
        Folders.write(run, "eval/confusion.csv", table.append('\n').toString());
        return run;
    }

    @ParameterizedTest
    @CsvSource({
        "run/report.html, 360, light, 6",
        "run/report.html, 360, dark, 6",
        "run/report.html, 1280, light, 6",
        "run/report.html, 1280, dark, 6",
        "failed/report.html, 360, light, 3",
        "failed/report.html, 1280, dark, 3",
        "classes/report.html, 360, light, 5",
        "classes/report.html, 1280, dark, 5",
        "shares/report.html, 1280, light, 5",
        "shares/report.html, 360, dark, 5",
        "sweep/report.html, 360, dark, 3",
        "sweep/report.html, 1280, light, 3",
        "comparison.html, 360, light, 2",
        "comparison.html, 1280, dark, 2"
    })
    void pagesAreWholeAndReadable(String page, int width, String scheme, int charts)
            throws Exception {
        browser.open(folder.resolve(page), width, scheme);
        assertThat(browser.messages()).as("console").isEmpty();
        assertThat(browser.requests())
                .as("requests")
                .containsExactly(folder.resolve(page).toUri().toString());
        assertThat(browser.evaluate("document.querySelectorAll('svg.chart').length").asInt())
                .isEqualTo(charts);
        var problems = new ArrayList<String>();
        browser.evaluate(look).forEach(problem -> problems.add(problem.asText()));
        assertThat(problems).isEmpty();
        assertThat(browser.evaluate("window.innerWidth").asInt()).isEqualTo(width);
    }

    @Test
    void darkPagesAreDarkAndPicturesAreShown() throws Exception {
        var background = "getComputedStyle(document.body).backgroundColor";
        browser.open(folder.resolve("run/report.html"), PHONE, "light");
        assertThat(browser.evaluate(background).asText()).isEqualTo("rgb(255, 255, 255)");
        var shown =
                "[...document.images].filter(i => i.complete && i.naturalWidth === 28 && i.width >"
                        + " 60).length";
        assertThat(browser.evaluate(shown).asInt()).isEqualTo(12);
        browser.open(folder.resolve("run/report.html"), PHONE, "dark");
        assertThat(browser.evaluate(background).asText()).isEqualTo("rgb(18, 22, 27)");
    }

    /** The look at a page finds what it is for. */
    @Test
    void whatIsWrongIsFound() throws Exception {
        var page = Files.readString(folder.resolve("run/report.html"));
        var wrong =
                page.replace(
                                "<h2>Curves</h2>",
                                "<h2 style=\"width:20px;overflow:hidden;overflow-wrap:normal\">Curves</h2><p"
                                    + " style=\"color:#888;background:#999\">grey</p><pre"
                                    + " style=\"width:900px\">wide</pre>")
                        .replace("x=\"238.4\"", "x=\"-500\"");
        var file = Files.writeString(folder.resolve("wrong.html"), wrong);
        browser.open(file, PHONE, "light");
        var problems = browser.evaluate(look).toString();
        assertThat(problems)
                .contains(
                        "clipped: h2",
                        "contrast 1.",
                        "outside of the window: pre",
                        "the page is 9");
    }
}
