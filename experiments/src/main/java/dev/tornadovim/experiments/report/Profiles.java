package dev.tornadovim.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tornadovim.experiments.report.chart.Element;
import dev.tornadovim.experiments.report.chart.Roofline;
import dev.tornadovim.experiments.report.chart.Roofline.Op;
import dev.tornadovim.experiments.run.RunException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The profile of a step, if the command {@code profile} has measured it. */
final class Profiles {
    /** Number of ops shown, slowest first. */
    private static final int SHOWN = 15;

    private Profiles() {}

    static Optional<Element> of(RunRecord run) {
        var content = new ArrayList<Element>();
        for (var file : files(run.folder())) {
            var profile = run.json(run.folder().relativize(file).toString());
            profile.ifPresent(
                    p -> p.path("engines").forEach(e -> add(p.path("work").asText(), e, content)));
        }
        return content.isEmpty()
                ? Optional.empty()
                : Optional.of(Html.section("Profile per op", content));
    }

    /** {@code profile.json} of a profile's own folder, and those of a run's folder {@code profile}. */
    private static List<Path> files(Path folder) {
        var files = new ArrayList<Path>();
        files.add(folder.resolve("profile.json"));
        var profiles = folder.resolve("profile");
        if (Files.isDirectory(profiles)) {
            try (var all = Files.list(profiles)) {
                all.filter(f -> f.toString().endsWith(".json")).sorted().forEach(files::add);
            } catch (IOException e) {
                throw new RunException("%s cannot be read: %s".formatted(profiles, e), e);
            }
        }
        return files;
    }

    private static void add(String work, JsonNode engine, List<Element> content) {
        var ceilings = engine.path("ceilings");
        double gflops = ceilings.path("gflops").asDouble();
        double gigabytes = ceilings.path("gigabytes").asDouble();
        var ops = new ArrayList<Op>();
        var rows = new ArrayList<List<String>>();
        double sum = engine.path("sum").asDouble();
        for (var op : engine.path("ops")) {
            if (ops.size() < SHOWN) {
                var shown = op(op);
                ops.add(shown);
                rows.add(row(ops.size(), shown, op, sum));
            }
        }
        content.add(Element.of("h3", engine.path("engine").asText()));
        content.add(
                Html.paragraph(
                        String.format(
                                Locale.ROOT,
                                "%s of %s images: %.2f ms; ceilings %.1f GFLOP/s (%s) and %.1f GB/s"
                                        + " (%s). The share of the ceiling is the time that the"
                                        + " work takes at these ceilings divided by the measured"
                                        + " time; above 100 %% the data stayed in caches.",
                                work,
                                engine.path("images").asText(),
                                1e3 * engine.path("fastest").asDouble(),
                                gflops,
                                ceilings.path("gflopsOf").asText(),
                                gigabytes,
                                ceilings.path("gigabytesOf").asText())));
        content.add(
                Html.charts(
                        List.of(
                                new Roofline("Roofline, " + work, gflops, gigabytes, ops)
                                        .figure("roofline-" + content.size()),
                                Html.table(
                                        List.of(
                                                "",
                                                "op",
                                                "ms",
                                                "share",
                                                "GFLOP/s",
                                                "GB/s",
                                                "of ceiling"),
                                        rows))));
    }

    private static Op op(JsonNode op) {
        return new Op(
                op.path("name").asText(),
                op.path("flops").asDouble(),
                op.path("bytes").asDouble(),
                op.path("seconds").asDouble());
    }

    private static List<String> row(int number, Op op, JsonNode json, double sum) {
        return List.of(
                String.valueOf(number),
                op.name(),
                format("%.3f", 1e3 * op.seconds()),
                format("%.1f %%", 100 * op.seconds() / sum),
                format("%.1f", op.flops() / op.seconds() * 1e-9),
                format("%.1f", op.bytes() / op.seconds() * 1e-9),
                format("%.0f %%", 100 * json.path("least").asDouble() / op.seconds()));
    }

    private static String format(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "–";
    }
}
