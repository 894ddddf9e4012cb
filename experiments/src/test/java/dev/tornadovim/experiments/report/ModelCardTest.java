package dev.tornadovim.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

class ModelCardTest {
    @TempDir private Path folder;

    private String card(Path run) throws Exception {
        Reports.writeModelCard(run);
        return Files.readString(run.resolve("checkpoints/MODEL_CARD.md"));
    }

    @Test
    void hasTheSectionsOfMitchellAndItsSources() throws Exception {
        var card = card(Folders.run(folder, 0.9));
        var sections =
                card.lines().filter(l -> l.startsWith("## ")).map(l -> l.substring(3)).toList();
        assertThat(sections)
                .containsSubsequence(
                        List.of(
                                "Model details",
                                "Intended use",
                                "Factors",
                                "Metrics",
                                "Training data",
                                "Evaluation data",
                                "Quantitative analyses",
                                "Ethical considerations",
                                "Caveats and recommendations"))
                .contains("Preprocessing", "Provenance", "Config");
    }

    @Test
    void saysWhatTheRunSays() throws Exception {
        var card = card(Folders.run(folder, 0.9));
        var digest = MessageDigest.getInstance("SHA-256");
        var sha = digest.digest(Files.readAllBytes(folder.resolve("checkpoints/best.safetensors")));
        assertThat(card)
                .contains(
                        "| Parameters | 6 |",
                        "| SHA-256 | " + HexFormat.of().formatHex(sha) + " |",
                        "| Weights | as trained, and averaged over training (prefix ema) |",
                        "Task: classification.",
                        "predict --weights best.safetensors",
                        "| License | MIT |",
                        "| SHA-256 |"
                            + " 16d82e2b505296aa2b78bd5ea0992634f30419a4c97def7c907d154a35ac6157 |",
                        "Classes: T-shirt/top, Trouser.",
                        "- image of 28 × 28 pixels",
                        "then per channel minus [0.286], divided by [0.353]",
                        "| best | 3 | top-1 | 90.00 % |",
                        "| end | 4 | top-1 | 85.00 % |",
                        "| Donaudampfschifffahrtsgesellschaft | 50.0 % | 93.8 % | 48.4 % | 30 |",
                        "with uncommitted changes",
                        "| Command | `train fashion-mnist optim.learningRate=1e-3` |",
                        "imageSize: 28");
    }

    /** Names of classes come from files of strangers. */
    @Test
    void namesAreNeitherTagsNorLinks() throws Exception {
        var run = Folders.run(folder, 0.9);
        var provenance = run.resolve("provenance.json");
        Files.writeString(
                provenance,
                Files.readString(provenance)
                        .replace("Trouser", "<img src=x> [a](http://b) ![c](d)\\n# e | f"));
        var confusion = run.resolve("eval/confusion.csv");
        Files.writeString(
                confusion,
                Files.readString(confusion)
                        .replace("Donaudampfschifffahrtsgesellschaft", "'=<script>[x](y)"));
        assertThat(card(run))
                .contains(
                        "Classes: T-shirt/top, &lt;img src=x&gt; \\[a\\](http:\\//b)"
                                + " !\\[c\\](d)\\\\n"
                                + "# e \\| f.",
                        "| a &lt;b&gt;bold&lt;/b&gt; &amp; \"quoted\" class |",
                        "| =&lt;script&gt;\\[x\\](y) |");
    }

    @Test
    void aRunWithoutCheckpointHasNone() throws Exception {
        Reports.writeModelCard(Folders.failed(folder));
        assertThat(folder.resolve("checkpoints")).doesNotExist();
    }
}
