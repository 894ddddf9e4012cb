package dev.tornadovim.experiments.report;

import dev.tornadovim.pipeline.metric.Metric;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The model card of a run's best checkpoint, in the sections of Mitchell et al., Model Cards for Model
 * Reporting (FAT* 2019). It contains what the files of the run record, and states what was not
 * examined.
 */
final class ModelCard {
    /** Name of the file, beside the weights. */
    static final String FILE = "MODEL_CARD.md";

    /** Largest number of classes that are listed. */
    private static final int LISTED = 100;

    private final RunRecord run;
    private final Checkpoint checkpoint;
    private final Metric primary;
    private final StringBuilder card = new StringBuilder();

    private ModelCard(RunRecord run, Checkpoint checkpoint) {
        this.run = run;
        this.checkpoint = checkpoint;
        this.primary = EvaluationMetrics.primary(List.of(run.history()));
    }

    /** The card as Markdown. */
    static String markdown(RunRecord run, Checkpoint checkpoint) {
        return new ModelCard(run, checkpoint).write();
    }

    private String write() {
        line("# Model card: " + Markdown.text(run.name()));
        details();
        intendedUse();
        section("Factors");
        line(
                "Results differ by class, see the quantitative analyses. Differences by subject,"
                        + " camera or");
        line("place were not examined: the data do not record them.");
        metrics();
        section("Training data");
        data(0);
        section("Evaluation data");
        data(1);
        preprocessing();
        analyses();
        section("Ethical considerations");
        line(
                "The model reproduces the biases and gaps of its data and is bound by their"
                        + " license. It was not");
        line("examined for use on people, or for any use in which a mistake does harm.");
        caveats();
        provenance();
        section("Config");
        line(Markdown.block("yaml", run.configText()));
        return card.toString();
    }

    private void details() {
        section("Model details");
        var details = new ArrayList<List<String>>();
        details.add(List.of("Network", network()));
        details.add(List.of("Parameters", Amounts.count(checkpoint.parameters())));
        details.add(List.of("File", checkpoint.file().getFileName().toString()));
        details.add(List.of("SHA-256", checkpoint.sha256()));
        details.add(
                List.of(
                        "Weights",
                        checkpoint.averaged()
                                ? "as trained, and averaged over training (prefix ema)"
                                : "as trained"));
        details.add(List.of("Trained", run.origin().path("started").asText()));
        details.add(List.of("With", "Tornado-Vim, Apache License 2.0"));
        table(List.of("", ""), details);
    }

    private String network() {
        var settings = List.of("patchSize", "stride", "dModel", "depth", "direction", "classToken");
        return run.setting("model.family")
                + settings.stream()
                        .filter(key -> !run.setting("model." + key).isEmpty())
                        .map(key -> ", " + key + " " + run.setting("model." + key))
                        .collect(Collectors.joining());
    }

    private void intendedUse() {
        section("Intended use");
        line("Task: " + run.setting("task") + ".");
        line("");
        line(
                switch (run.setting("task")) {
                    case "classification" ->
                            "Assigns one of the classes below to an image, including images that"
                                    + " show none of them.";
                    case "segmentation" ->
                            "Assigns one of the classes below to each pixel of an image.";
                    case "detection" ->
                            "Finds objects of the classes below in an image, with box and mask.";
                    default -> "See the config.";
                });
        line("Intended for images like the training images, for experiments and comparison.");
        line("Other uses are out of scope unless they have been evaluated.");
        if (run.setting("task").equals("classification")) {
            line("");
            line("```");
            line("predict --weights best.safetensors IMAGE");
            line("```");
        }
    }

    private void metrics() {
        section("Metrics");
        line(
                "The best weights are those of the epoch with the best %s on the evaluation data."
                        .formatted(primary.label()));
        line("The best value is therefore slightly optimistic: it was chosen on the same images.");
        line("The value at the end of training was not.");
    }

    private void data(int split) {
        var rows = Origin.data(run.origin());
        if (rows.size() <= split) {
            line("Not recorded.");
            return;
        }
        var row = rows.get(split);
        table(
                List.of("", ""),
                List.of(
                        List.of("Name", row.get(0)),
                        List.of("Images", row.get(1)),
                        List.of("Classes", row.get(2)),
                        List.of("License", row.get(3)),
                        List.of("SHA-256", row.get(5))));
        var classes = run.origin().path("data").path(split).path("classNames");
        if (split == 0 && !classes.isEmpty() && classes.size() <= LISTED) {
            var names = new ArrayList<String>();
            classes.forEach(name -> names.add(Markdown.text(name.asText())));
            line("");
            line("Classes: " + String.join(", ", names) + ".");
        }
    }

    private void preprocessing() {
        section("Preprocessing");
        var size = run.setting("data.imageSize");
        line("- image of %s × %s pixels".formatted(size, size));
        var share = run.setting("data.cropShare");
        if (run.setting("task").equals("classification") && !share.isEmpty()) {
            line(
                    share.matches("0(\\.0)?")
                            ? "- no resizing: images already have that size"
                            : "- in evaluation the shorter side is resized to %s / %s pixels (bicubic) and the center cropped"
                                    .formatted(size, share));
        }
        line(
                "- pixels scaled to 0–1, then per channel minus %s, divided by %s"
                        .formatted(run.setting("data.mean"), run.setting("data.deviation")));
    }

    private void analyses() {
        section("Quantitative analyses");
        var rows = new ArrayList<List<String>>();
        run.history().best(primary).ifPresent(row -> rows.addAll(values("best", row)));
        run.history().latest(primary).ifPresent(row -> rows.addAll(values("end", row)));
        if (rows.isEmpty()) {
            line("The run was not evaluated.");
        } else {
            table(List.of("weights", "epoch", "metric", "value"), rows);
        }
        var classes = Confusions.of(run).map(Confusions::classes).or(() -> Classes.perClass(run));
        classes.filter(table -> table.rows().size() <= LISTED)
                .ifPresent(
                        table -> {
                            line("");
                            line("By class, at the latest evaluation:");
                            line("");
                            table(table.header(), table.rows());
                        });
    }

    private List<List<String>> values(String which, History.Row row) {
        var rows = new ArrayList<List<String>>();
        var keys = new ArrayList<>(run.history().metrics());
        if (row.values().containsKey(Metric.LOSS.name())) {
            keys.add(Metric.LOSS.name());
        }
        var weights = which + (row.weights().equals("ema") ? ", averaged" : "");
        for (var key : keys) {
            var metric = EvaluationMetrics.of(key, List.of(run.history()));
            rows.add(
                    List.of(
                            weights,
                            String.valueOf(row.epoch()),
                            metric.label(),
                            Amounts.of(metric, row.value(key))));
        }
        return rows;
    }

    private void caveats() {
        section("Caveats and recommendations");
        line(
                "- One training with one seed: another seed gives other figures; run a sweep over"
                        + " seeds.");
        line("- Results on images unlike the training data are unknown; measure before use.");
        line("- Softmax probabilities are not calibrated.");
        if (run.origin().path("source").path("dirty").asBoolean()) {
            line("- The code had uncommitted changes.");
        }
    }

    private void provenance() {
        section("Provenance");
        var rows = new ArrayList<List<String>>();
        Origin.facts(run.origin()).forEach((name, value) -> rows.add(List.of(name, value)));
        table(List.of("", ""), rows);
        line("| Command | " + Markdown.code(run.command()) + " |");
    }

    private void section(String title) {
        line("");
        line("## " + title);
        line("");
    }

    private void line(String text) {
        card.append(text).append('\n');
    }

    private void table(List<String> header, List<List<String>> rows) {
        row(header);
        row(header.stream().map(_ -> "---").toList());
        rows.forEach(this::row);
    }

    private void row(List<String> cells) {
        line(cells.stream().map(Markdown::text).collect(Collectors.joining(" | ", "| ", " |")));
    }
}
