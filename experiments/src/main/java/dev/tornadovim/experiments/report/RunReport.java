package dev.tornadovim.experiments.report;

import dev.tornadovim.experiments.report.chart.Element;

import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Stream;

/** The page of one run. */
final class RunReport {
    private RunReport() {}

    /** The page as text. */
    static String html(RunRecord run) {
        var content = new ArrayList<Element>(Summary.of(run));
        content.add(Rerun.of(run));
        Stream.of(
                        Curves.of(run),
                        Classes.of(run),
                        Samples.of(run),
                        Profiles.of(run),
                        Origin.of(run))
                .flatMap(Optional::stream)
                .forEach(content::add);
        content.add(Neighbors.ofRun(run.folder()));
        return Page.html(run.name() + ", " + run.folder().getFileName(), content);
    }
}
