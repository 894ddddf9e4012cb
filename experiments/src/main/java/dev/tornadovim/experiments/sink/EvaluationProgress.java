package dev.tornadovim.experiments.sink;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Shows how far an evaluation is: on a terminal as one bar that is drawn again in place, elsewhere as
 * plain lines, at most one in {@link ConsoleSink#LINE_PAUSE}.
 */
public final class EvaluationProgress implements LongConsumer, AutoCloseable {
    private final PrintStream out;
    private final boolean bar;
    private final long images;
    private final LongSupplier nanos;
    private final long startedAt;
    private long shownAt;

    /**
     * @param bar whether {@code out} is a terminal that understands a carriage return
     * @param images number of images in all
     */
    public EvaluationProgress(PrintStream out, boolean bar, long images) {
        this(out, bar, images, System::nanoTime);
    }

    EvaluationProgress(PrintStream out, boolean bar, long images, LongSupplier nanos) {
        this.out = out;
        this.bar = bar;
        this.images = images;
        this.nanos = nanos;
        this.startedAt = nanos.getAsLong();
        this.shownAt = startedAt;
    }

    @Override
    public void accept(long done) {
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
