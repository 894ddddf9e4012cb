package dev.tornadovim.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tornadovim.experiments.report.chart.Element;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The provenance of a run: code, machine and data. */
final class Origin {
    private Origin() {}

    static Optional<Element> of(RunRecord run) {
        if (run.provenance().isEmpty()) {
            return Optional.empty();
        }
        var content = new ArrayList<Element>();
        content.add(Html.list(facts(run.origin())));
        int starts = run.provenance().size();
        if (starts > 1) {
            content.add(
                    Html.paragraph(
                            "Started %d times: resumed %s."
                                    .formatted(
                                            starts, starts == 2 ? "once" : starts - 1 + " times")));
        }
        var data = data(run.origin());
        if (!data.isEmpty()) {
            content.add(Element.of("h3", "Data"));
            content.add(
                    Html.table(
                            List.of("data", "images", "classes", "license", "from", "SHA-256"),
                            data));
        }
        return Optional.of(Html.section("Provenance", content));
    }

    /** Code, machine and seed, by name. */
    static Map<String, String> facts(JsonNode origin) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("Started", origin.path("started").asText());
        facts.put("Code", code(origin.path("source")));
        facts.put("Engine", origin.path("engine").asText());
        facts.put("Seed", origin.path("seed").asText());
        facts.put("Threads", origin.path("threads").asText());
        var machine = origin.path("machine");
        facts.put(
                "CPU",
                machine.path("cpu").asText() + ", " + machine.path("cores").asText() + " cores");
        facts.put("Java", machine.path("java").asText());
        facts.put("System", machine.path("os").asText());
        return facts;
    }

    private static String code(JsonNode source) {
        if (!source.path("commit").isTextual()) {
            return "not started from a Git checkout";
        }
        var branch =
                source.path("branch").isTextual()
                        ? ", branch " + source.path("branch").asText()
                        : "";
        var dirty = source.path("dirty");
        return "commit "
                + source.path("commit").asText()
                + branch
                + (!dirty.isBoolean()
                        ? ", uncommitted changes unknown"
                        : dirty.asBoolean() ? ", with uncommitted changes" : "");
    }

    /** The data, one row per split: name, images, classes, license, source, fingerprint. */
    static List<List<String>> data(JsonNode origin) {
        var rows = new ArrayList<List<String>>();
        for (var data : origin.path("data")) {
            rows.add(
                    List.of(
                            data.path("name").asText(),
                            Amounts.count(data.path("images").asLong()),
                            Amounts.count(data.path("classNames").size()),
                            data.path("licence").asText(),
                            data.path("source").asText(),
                            data.path("sha256").asText()));
        }
        return rows;
    }
}
