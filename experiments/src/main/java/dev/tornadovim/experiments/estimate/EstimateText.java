package dev.tornadovim.experiments.estimate;

import dev.tornadovim.experiments.run.OutOfMemory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An estimate in words. */
public final class EstimateText {

    private EstimateText() {}

    static List<String> lines(TrainingEstimate estimate) {
        var lines = new ArrayList<String>();
        lines.add("engine      " + estimate.engine());
        lines.add("parameters  " + format("%,d", estimate.parameters()).replace(',', ' '));
        lines.add(step(estimate));
        lines.add(memory(estimate.memory()));
        lines.add(time(estimate));
        estimate.problems().forEach(problem -> lines.add("problem     " + problem));
        return lines;
    }

    private static String step(TrainingEstimate estimate) {
        var flops = estimate.flops();
        return format(
                "step        %.2f GFLOP for %d images: forward %.2f, backward %.2f, update %.3f",
                flops.stream().mapToLong(Long::longValue).sum() * 1e-9,
                estimate.images(),
                flops.get(0) * 1e-9,
                flops.get(1) * 1e-9,
                flops.get(2) * 1e-9);
    }

    private static String memory(MemoryEstimate memory) {
        return format(
                "memory      about %s: weights and gradients %s, optimizer %s, activations %s,"
                        + " evaluation %s, batches %s, Java %s (estimate)",
                bytes(memory.process()),
                bytes(memory.weights()),
                bytes(memory.optimizer()),
                bytes(memory.activations()),
                bytes(memory.evaluation()),
                bytes(memory.batches()),
                bytes(memory.java()));
    }

    private static String time(TrainingEstimate estimate) {
        var schedule = estimate.schedule();
        if (estimate.step().isEmpty()) {
            return "time        unknown: a step could not be run";
        }
        var step = estimate.step().get();
        var measured =
                format(
                        "%.3g s a step, measured with %d of its %d images on noise",
                        step.seconds(estimate.images(), 0), step.images(), estimate.images());
        if (!schedule.missing().isEmpty()) {
            return "time        %s; %d epochs of unknown length, because the images are not there: %s"
                    .formatted(measured, schedule.epochs(), schedule.missing());
        }
        return "time        about %s (estimate): %d epochs of %d steps, %s"
                .formatted(
                        duration(estimate.seconds().orElseThrow()),
                        schedule.epochs(),
                        schedule.steps(),
                        measured);
    }

    /** Memory, in MiB, or GiB where it is much. */
    public static String bytes(long bytes) {
        return OutOfMemory.amount(bytes);
    }

    /** A time, in the two units that matter. */
    public static String duration(double seconds) {
        var time = Duration.ofSeconds(Math.round(seconds));
        if (time.toHours() >= 48) {
            return time.toDays() + " days " + time.toHoursPart() + " h";
        }
        return time.toHours() > 0
                ? time.toHours() + " h " + time.toMinutesPart() + " min"
                : time.toMinutes() > 0
                        ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                        : time.toSeconds() + " s";
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
