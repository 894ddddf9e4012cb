package dev.tornadovim.experiments.report;

import dev.tornadovim.experiments.report.chart.Element;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Relative links to the files around a page, so that the folder can be moved. */
final class Neighbors {
    private static final List<String> OF_A_RUN =
            List.of(
                    "run.log",
                    "config.yaml",
                    "overrides.yaml",
                    "command.txt",
                    "provenance.json",
                    "metrics.jsonl",
                    "epochs.csv",
                    "eval/confusion.csv",
                    "eval/per_class.csv",
                    "checkpoints/best.safetensors",
                    "checkpoints/MODEL_CARD.md",
                    "checkpoints/last.safetensors",
                    "profile.json",
                    "trace.json");

    private Neighbors() {}

    /** Existing files of a run, and the page of its sweep if it is a job. */
    static Element ofRun(Path folder) {
        var section = of(folder, OF_A_RUN);
        if (Files.exists(folder.resolve("..").resolve(SweepRecord.INDEX))) {
            section.add(
                    Element.of("p")
                            .text("A job of a sweep: ")
                            .add(Html.link("../" + Reports.FILE, "its report")));
        }
        return section;
    }

    /** The existing ones of some files of a folder. */
    static Element of(Path folder, List<String> files) {
        var links =
                files.stream()
                        .filter(file -> Files.exists(folder.resolve(file)))
                        .map(file -> Element.of("li").add(Html.link(file, file)))
                        .toList();
        return Html.section("Files", List.of(Element.of("ul", links)));
    }
}
