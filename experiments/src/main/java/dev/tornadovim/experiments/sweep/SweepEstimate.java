package dev.tornadovim.experiments.sweep;

import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.estimate.EstimateText;
import dev.tornadovim.experiments.estimate.TrainingEstimate;
import dev.tornadovim.experiments.run.OutOfMemory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.PriorityQueue;

/** What a sweep would run, and what it would take, before it begins. */
public final class SweepEstimate {

    private SweepEstimate() {}

    /**
     * One line a job, with its number, its values, memory and time, and one for all of them. A few
     * steps of each network are run on noise, with the threads that its job would have.
     *
     * @param overrides with one value or several
     * @throws dev.tornadovim.experiments.config.ConfigException if a config is wrong or a job too
     *     large for the bounds
     */
    public static List<String> lines(
            ConfigLoader loader, String config, List<String> overrides, SweepBounds bounds) {
        var plan = SweepPlan.of(loader, config, overrides);
        var slots = Sweep.slots(plan, bounds);
        var known = new HashMap<List<Object>, TrainingEstimate>();
        var seconds = new ArrayList<OptionalDouble>();
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("job", "overrides", "memory", "time"));
        for (var job : plan.jobs()) {
            var estimate =
                    known.computeIfAbsent(
                            shape(job.resolved().config()),
                            _ -> estimate(loader, config, job.overrides(), slots));
            rows.add(
                    List.of(
                            SweepFolder.name(seconds.size(), plan),
                            String.join(" ", job.overrides()),
                            OutOfMemory.amount(estimate.memory().on(slots.threads()).process()),
                            text(estimate.seconds())));
            seconds.add(estimate.seconds());
        }
        var lines = new ArrayList<>(Columns.align(rows));
        lines.add(
                "%d jobs, %s: about %s (estimate)"
                        .formatted(
                                seconds.size(),
                                slots.describe(),
                                text(total(seconds, slots.atOnce()))));
        return lines;
    }

    private static TrainingEstimate estimate(
            ConfigLoader loader, String config, List<String> overrides, Slots slots) {
        var all = new ArrayList<>(overrides);
        all.add("threads=" + slots.threads());
        return TrainingEstimate.of(loader, config, all);
    }

    /** What time and memory depend on: not the seed. */
    private static List<Object> shape(ExperimentConfig config) {
        return List.of(
                config.model(),
                config.data(),
                config.augment(),
                config.optim(),
                config.schedule(),
                config.finetune(),
                config.train(),
                config.scenes(),
                config.segmentation(),
                config.engine(),
                config.device(),
                config.tf32());
    }

    private static String text(OptionalDouble seconds) {
        return seconds.isPresent() ? EstimateText.duration(seconds.getAsDouble()) : "unknown";
    }

    /** Seconds until the last job ends, where each starts as soon as a slot is free. */
    static OptionalDouble total(List<OptionalDouble> jobs, int atOnce) {
        var ends = new PriorityQueue<Double>();
        double last = 0;
        for (var job : jobs) {
            if (job.isEmpty()) {
                return OptionalDouble.empty();
            }
            double start = ends.size() < atOnce ? 0 : ends.remove();
            ends.add(start + job.getAsDouble());
            last = Math.max(last, start + job.getAsDouble());
        }
        return OptionalDouble.of(last);
    }
}
