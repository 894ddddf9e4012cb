package dev.tornadovim.experiments.report;

import dev.tornadovim.experiments.report.chart.Element;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** The command of a run, and how to reproduce it. */
final class Rerun {
    private Rerun() {}

    static Element of(RunRecord run) {
        var content = new ArrayList<Element>();
        var about = new LinkedHashMap<String, String>();
        about.put("Purpose", run.header().get("Purpose"));
        about.put("Expected", run.header().get("Expected"));
        about.put("Overrides", String.join(" ", run.overrides()));
        content.add(Html.list(about));
        content.add(Html.paragraph("From the root of a checkout:"));
        content.add(Html.command(checkout(run) + maven(run.command())));
        content.add(
                Html.paragraph(
                        "With config.yaml of this folder in place of the config's name and the"
                                + " overrides it is the same run, even where defaults have changed"
                                + " since."));
        content.add(
                Html.details(
                        "All settings (config.yaml)", List.of(Html.command(run.configText()))));
        return Html.section("Reproduce this run", content);
    }

    private static String checkout(RunRecord run) {
        var commit = run.origin().path("source").path("commit").asText();
        return commit.isEmpty() ? "" : "git checkout " + commit + "\n";
    }

    /** The command for Maven. */
    static String maven(String command) {
        return "mvn -q compile exec:exec -Dvim=\""
                + command.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$")
                + "\"";
    }
}
