package dev.tornadovim.experiments.sink;

import dev.tornadovim.pipeline.train.RunControl;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * Shows how far an evaluation is: on a terminal as one bar that is drawn again in place, elsewhere as
 * plain lines, at most one in {@link ConsoleSink#LINE_PAUSE}. Answers whether it is to go on.
 */
public final class EvaluationProgress implements LongPredicate, AutoCloseable {
    private final PrintStream out;
    private final boolean bar;
    private final long images;
    private final RunControl control;
    private final LongSupplier nanos;
    private final long startedAt;
    private long shownAt;
    private long latest;

    /**
     * @param bar whether {@code out} is a terminal that understands a carriage return
     * @param images number of images in all
     * @param control may ask for an early end
     */
    public EvaluationProgress(PrintStream out, boolean bar, long images, RunControl control) {
        this(out, bar, images, control, System::nanoTime);
    }

    EvaluationProgress(
            PrintStream out, boolean bar, long images, RunControl control, LongSupplier nanos) {
        this.out = out;
        this.bar = bar;
        this.images = images;
        this.control = control;
        this.nanos = nanos;
        this.startedAt = nanos.getAsLong();
        this.shownAt = startedAt;
    }

    @Override
    public boolean test(long done) {
        latest = done;
        show(done);
        return !control.stopRequested();
    }

    /** Number of images done. */
    public long done() {
        return latest;
    }

    private void show(long done) {
        long now = nanos.getAsLong();
        if (now - shownAt < (bar ? ConsoleSink.BAR_PAUSE : ConsoleSink.LINE_PAUSE).toNanos()) {
            return;
        }
        shownAt = now;
        double share = (double) done / images;
        double perImage = (double) (now - startedAt) / Math.max(1, done);
        var line =
                String.format(
                        Locale.ROOT,
                        "%s%3.0f %%  %d of %d images  %.0f images/s  %s left",
                        bar ? ConsoleSink.bar(share) + " " : "",
                        100 * share,
                        done,
                        images,
                        1e9 / perImage,
                        ConsoleSink.readable(
                                Duration.ofNanos((long) (perImage * (images - done)))));
        if (bar) {
            out.print(ConsoleSink.ERASE_LINE + line);
            out.flush();
        } else {
            out.println(line);
        }
    }

    /** Removes the bar. */
    @Override
    public void close() {
        if (bar) {
            out.print(ConsoleSink.ERASE_LINE);
            out.flush();
        }
    }
}
