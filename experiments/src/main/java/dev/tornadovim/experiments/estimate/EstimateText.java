package dev.tornadovim.experiments.estimate;

import static dev.tornadovim.experiments.measure.Table.text;
import static dev.tornadovim.experiments.run.OutOfMemory.amount;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An estimate in words. */
public final class EstimateText {

    private EstimateText() {}

    static List<String> lines(TrainingEstimate estimate) {
        var lines = new ArrayList<String>();
        lines.add("engine      " + estimate.engine());
        lines.add("parameters  " + text("%,d", estimate.parameters()).replace(',', ' '));
        lines.add(step(estimate));
        lines.add(memory(estimate.memory()));
        lines.add(time(estimate));
        estimate.problems().forEach(problem -> lines.add("problem     " + problem));
        return lines;
    }

    private static String step(TrainingEstimate estimate) {
        var flops = estimate.flops();
        return text(
                "step        %.2f GFLOP for %d images: forward %.2f, backward %.2f, update %.3f",
                flops.stream().mapToLong(Long::longValue).sum() * 1e-9,
                estimate.images(),
                flops.get(0) * 1e-9,
                flops.get(1) * 1e-9,
                flops.get(2) * 1e-9);
    }

    private static String memory(MemoryEstimate memory) {
        return text(
                "memory      about %s: weights and gradients %s, optimizer %s, activations %s,"
                        + " evaluation %s, batches %s, Java %s (estimate)",
                amount(memory.process()),
                amount(memory.weights()),
                amount(memory.optimizer()),
                amount(memory.activations()),
                amount(memory.evaluation()),
                amount(memory.batches()),
                amount(memory.java()));
    }

    private static String time(TrainingEstimate estimate) {
        var schedule = estimate.schedule();
        if (estimate.step().isEmpty()) {
            return "time        unknown: a step could not be run";
        }
        var step = estimate.step().get();
        var measured =
                text(
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

    /** A time, in the two units that matter. */
    public static String duration(double seconds) {
        var time = Duration.ofSeconds(Math.round(seconds));
        if (time.toHours() >= 48) {
            return time.toDays() + " days " + time.toHoursPart() + " h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }
}
