package dev.tornadovim.experiments.sink;

import dev.tornadovim.pipeline.train.listener.EpochMetrics;
import dev.tornadovim.pipeline.train.listener.EvalMetrics;
import dev.tornadovim.pipeline.train.listener.StepMetrics;
import dev.tornadovim.pipeline.train.listener.TrainingListener;
import dev.tornadovim.pipeline.train.listener.TrainingStart;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows a training on the console. On a terminal: one bar that is drawn again in place, with loss,
 * images/s and time left. Elsewhere: the same as plain lines, at most one in {@link #LINE_PAUSE}. A
 * line for each epoch stays in both.
 */
public final class ConsoleSink implements TrainingListener {
    /** Least time between two plain lines within an epoch. */
    public static final Duration LINE_PAUSE = Duration.ofSeconds(5);

    static final Duration BAR_PAUSE = Duration.ofMillis(200);
    private static final int BAR_WIDTH = 24;
    static final String ERASE_LINE = "\r\u001b[2K";

    /** Weight of the newest step in the loss that is shown; single steps jump too much to read. */
    private static final double NEWEST = 0.05;

    private final PrintStream out;
    private final boolean bar;
    private final LongSupplier nanos;

    private TrainingStart start;
    private long startedAt;
    private long shownAt;
    private double loss = Double.NaN;
    private String evaluation = "";

    /**
     * @param out where to
     * @param bar whether {@code out} is a terminal that understands a carriage return
     */
    public ConsoleSink(PrintStream out, boolean bar) {
        this(out, bar, System::nanoTime);
    }

    ConsoleSink(PrintStream out, boolean bar, LongSupplier nanos) {
        this.out = out;
        this.bar = bar;
        this.nanos = nanos;
    }

    /** Whether standard output is a terminal. */
    public static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    @Override
    public void started(TrainingStart newStart) {
        start = newStart;
        startedAt = nanos.getAsLong();
        shownAt = startedAt - LINE_PAUSE.toNanos();
        print(
                "%s parameters, %d epochs of %d steps, %d images a step%s",
                String.format(Locale.ROOT, "%,d", start.parameters()).replace(',', ' '),
                start.epochs(),
                start.stepsPerEpoch(),
                start.imagesPerStep(),
                start.step() > 0 ? ", resumed after step " + start.step() : "");
    }

    @Override
    public void step(StepMetrics metrics) {
        loss = Double.isNaN(loss) ? metrics.loss() : loss + NEWEST * (metrics.loss() - loss);
        long now = nanos.getAsLong();
        if (now - shownAt < (bar ? BAR_PAUSE : LINE_PAUSE).toNanos()) {
            return;
        }
        shownAt = now;
        long inEpoch = metrics.step() - (long) (metrics.epoch() - 1) * start.stepsPerEpoch();
        double share = (double) inEpoch / start.stepsPerEpoch();
        var line =
                String.format(
                        Locale.ROOT,
                        "epoch %d/%d %s%3.0f %%  loss %.4f  %.0f images/s  %s left",
                        metrics.epoch(),
                        start.epochs(),
                        bar ? bar(share) + " " : "",
                        100 * share,
                        loss,
                        metrics.imagesPerSecond(),
                        left(metrics.step(), now));
        if (bar) {
            out.print(ERASE_LINE + line);
            out.flush();
        } else {
            out.println(line);
        }
    }

    /** Time left at the pace since the start, evaluations and checkpoints included. */
    private String left(long step, long now) {
        double perStep = (double) (now - startedAt) / (step - start.step());
        return readable(Duration.ofNanos((long) (perStep * (start.steps() - step))));
    }

    static String readable(Duration time) {
        long seconds = Math.round(time.toMillis() / 1000.0);
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds % 3600 / 60);
    }

    static String bar(double share) {
        int full = (int) Math.round(share * BAR_WIDTH);
        return "█".repeat(full) + "░".repeat(BAR_WIDTH - full);
    }

    @Override
    public void evaluated(EvalMetrics metrics) {
        var text = new StringBuilder();
        metrics.metrics()
                .values()
                .forEach(
                        (metric, value) -> {
                            if (!metric.label().isEmpty()) {
                                text.append("  ").append(metric.label());
                                text.append(" ").append(metric.text(value));
                            }
                        });
        evaluation = text.isEmpty() ? "" : text + " (" + metrics.name() + ")";
    }

    @Override
    public void epoch(EpochMetrics metrics) {
        print(
                "epoch %d/%d  loss %.4f%s  %.0f images/s  %s",
                metrics.epoch(),
                start.epochs(),
                metrics.loss(),
                evaluation,
                metrics.imagesPerSecond(),
                readable(Duration.ofMillis((long) (1000 * metrics.seconds()))));
        evaluation = "";
    }

    private void print(String format, Object... values) {
        out.println((bar ? ERASE_LINE : "") + String.format(Locale.ROOT, format, values));
    }

    @Override
    public void close() {
        if (bar) {
            out.print(ERASE_LINE);
            out.flush();
        }
    }
}
