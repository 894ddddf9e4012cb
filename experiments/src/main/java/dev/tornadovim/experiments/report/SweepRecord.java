package dev.tornadovim.experiments.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.experiments.run.RunFolder.Status;
import dev.tornadovim.experiments.sweep.Spread;
import dev.tornadovim.pipeline.metric.Metric;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The contents of a sweep folder.
 *
 * @param folder of the sweep
 * @param config name or path of its experiment
 * @param command that started it
 * @param parameters keys with several values, in order
 * @param jobs in order
 */
record SweepRecord(
        Path folder, String config, String command, List<String> parameters, List<Job> jobs) {
    /** The file that marks a folder as a sweep. */
    static final String INDEX = "sweep.json";

    private static final String SEED = "seed";

    /**
     * One run.
     *
     * @param name of its folder
     * @param values of the parameters
     */
    record Job(String name, Map<String, String> values, RunRecord run) {
        double latest(Metric metric) {
            return value(run.history().latest(metric), metric);
        }

        double best(Metric metric) {
            return value(run.history().best(metric), metric);
        }

        private static double value(Optional<History.Row> row, Metric metric) {
            return row.map(r -> r.value(metric.name())).orElse(Double.NaN);
        }
    }

    /**
     * Jobs that differ only in their seed.
     *
     * @param values of the parameters except the seed
     * @param done completed jobs
     * @param failed failed jobs
     * @param latest metric at the end of training
     * @param best metric of all evaluations
     * @param loss of the test at the end of training
     */
    record Group(
            List<String> values,
            List<Job> done,
            long failed,
            Spread latest,
            Spread best,
            Spread loss) {
        String name() {
            return values.isEmpty() ? "all jobs" : String.join(", ", values);
        }
    }

    /** Reads a folder. */
    static SweepRecord read(Path folder) {
        var file = folder.resolve(INDEX);
        JsonNode index;
        try {
            index = new JsonMapper().readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new RunException("%s is damaged: %s".formatted(file, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new RunException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
        var parameters = new ArrayList<String>();
        index.path("parameters").forEach(p -> parameters.add(p.asText()));
        var jobs = new ArrayList<Job>();
        for (var entry : index.path("jobs")) {
            var values = new LinkedHashMap<String, String>();
            entry.path("values")
                    .properties()
                    .forEach(v -> values.put(v.getKey(), v.getValue().asText()));
            var name = entry.path("name").asText();
            jobs.add(new Job(name, values, RunRecord.read(folder.resolve(name))));
        }
        return new SweepRecord(
                folder,
                index.path("config").asText(),
                index.path("command").asText(),
                parameters,
                jobs);
    }

    /** The metric that jobs are compared by. */
    Metric metric() {
        return EvaluationMetrics.primary(jobs.stream().map(job -> job.run().history()).toList());
    }

    /** Parameters except the seed. */
    List<String> grouping() {
        return parameters.stream().filter(p -> !p.equals(SEED)).toList();
    }

    /** Values of a job except the seed. */
    List<String> values(Job job) {
        return grouping().stream().map(p -> job.values().getOrDefault(p, "")).toList();
    }

    /** All groups, best first by the end of training; those without a result last. */
    List<Group> groups(Metric metric) {
        var byValues =
                jobs.stream()
                        .collect(
                                Collectors.groupingBy(
                                        this::values, LinkedHashMap::new, Collectors.toList()));
        double sign = metric.largerIsBetter() ? -1 : 1;
        return byValues.entrySet().stream()
                .map(entry -> group(entry.getKey(), entry.getValue(), metric))
                .sorted(
                        Comparator.comparingDouble(
                                g ->
                                        g.latest().count() == 0
                                                ? Double.POSITIVE_INFINITY
                                                : sign * g.latest().mean()))
                .toList();
    }

    private static Group group(List<String> values, List<Job> jobs, Metric metric) {
        var done =
                jobs.stream()
                        .filter(job -> job.run().status() == Status.DONE)
                        .filter(job -> Double.isFinite(job.latest(metric)))
                        .toList();
        return new Group(
                values,
                done,
                jobs.stream().filter(job -> job.run().status() == Status.FAILED).count(),
                Spread.of(done.stream().map(job -> job.latest(metric)).toList()),
                Spread.of(done.stream().map(job -> job.best(metric)).toList()),
                Spread.of(
                        done.stream()
                                .map(job -> job.latest(Metric.LOSS))
                                .filter(Double::isFinite)
                                .toList()));
    }
}
