package dev.tornadovim.experiments.report;

import dev.tornadovim.pipeline.metric.Metric;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The model card of a run's best checkpoint, in the sections of Mitchell et al., Model Cards for Model
 * Reporting (FAT* 2019). It says what the files of the run say; what nobody has looked into, it says
 * that nobody has.
 */
final class ModelCard {
    /** Name of the card, beside the weights. */
    static final String FILE = "MODEL_CARD.md";

    /** Classes up to which each has a line. */
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
                "Results differ by class, see the quantitative analyses. Whether they differ by who"
                        + " or what");
        line("is in the image, by camera or by place was not looked into: the data do not say.");
        metrics();
        section("Training data");
        data(0);
        section("Evaluation data");
        data(1);
        preprocessing();
        analyses();
        section("Ethical considerations");
        line(
                "The model repeats what its data hold, their gaps and their licence included. It"
                        + " was not");
        line("checked for use on people, and not for any use in which a mistake does harm.");
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
                            "It says which of the classes below an image shows. Every image gets"
                                    + " one of them, also an image that shows none.";
                    case "segmentation" ->
                            "It says of each pixel of an image which of the classes below it"
                                    + " shows.";
                    case "detection" ->
                            "It finds objects of the classes below in an image, with box and mask.";
                    default -> "See the config.";
                });
        line(
                "It is meant for images like those that it was trained on, for experiments and"
                        + " comparison;");
        line("other uses are out of scope until somebody has measured them.");
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
                "%s decides which epoch's weights are kept as the best; it is measured on the evaluation"
                        .formatted(primary.label()));
        line(
                "data after each epoch that the config names, so the best value is a little too"
                        + " good: it was");
        line("chosen on the same images. The value at the end of training was not.");
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
                        List.of("Licence", row.get(3)),
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
                            ? "- no resizing: images have that size already"
                            : "- in evaluation the shorter side is resized to %s / %s pixels (bicubic) and the centre cut out"
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
                "- One training with one seed: another seed gives other figures, see a sweep over"
                        + " seeds.");
        line("- Nothing is known of images unlike the training data; measure before use.");
        line("- Probabilities of the softmax are not calibrated.");
        if (run.origin().path("source").path("dirty").asBoolean()) {
            line("- The code had changes that are not in the commit below.");
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
