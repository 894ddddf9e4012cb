package dev.tornadovim.experiments.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.tornadovim.data.file.FileReplacement;
import dev.tornadovim.experiments.run.NewFolder;
import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.experiments.run.ShellCommand;
import dev.tornadovim.experiments.run.Signal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * The folder of a sweep: {@code sweep.json} says what it is and how it was started, each job has a
 * run folder of its own in it, and {@code jobs.csv} and {@code results.csv} what came out.
 *
 * @param path the folder
 * @param parameters keys that have several values, in order
 * @param jobs in order
 */
public record SweepFolder(Path path, List<String> parameters, List<Job> jobs) {
    private static final String INDEX = "sweep.json";
    private static final String STOPPED = "STOPPED";
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private record Index(
            String config, String command, List<String> parameters, List<Entry> jobs) {}

    private record Entry(String name, SequencedMap<String, String> values) {}

    /** Copies the lists. */
    public SweepFolder {
        parameters = List.copyOf(parameters);
        jobs = List.copyOf(jobs);
    }

    /**
     * Makes the folder of a sweep and those of all its jobs. It is a sweep once all are there.
     *
     * @param command that started it
     * @throws RunException if it cannot be written
     */
    static SweepFolder create(SweepPlan plan, String command, LocalDateTime now) {
        var first = plan.jobs().getFirst().resolved().config();
        var parent =
                Path.of(first.run().dir())
                        .resolve(first.task().name().toLowerCase(Locale.ROOT))
                        .resolve(first.name());
        var name = "sweep-" + NewFolder.name(now, first.run().tag());
        try {
            var path = NewFolder.create(parent, name);
            var jobs = new ArrayList<Job>();
            for (var planned : plan.jobs()) {
                var number = name(jobs.size(), plan);
                var alone = new ArrayList<>(List.of("train", plan.config()));
                alone.addAll(planned.overrides());
                var run =
                        RunFolder.createAt(
                                path.resolve(number), planned.resolved(), ShellCommand.of(alone));
                jobs.add(new Job(number, planned.values(), run));
            }
            FileReplacement.write(path.resolve("command.txt"), command + "\n");
            var entries = jobs.stream().map(job -> new Entry(job.name(), job.values())).toList();
            var index = new Index(plan.config(), command, plan.parameters(), entries);
            write(path.resolve(INDEX), MAPPER.writeValueAsString(index) + "\n");
            return new SweepFolder(path, plan.parameters(), jobs);
        } catch (IOException e) {
            throw new RunException(
                    "sweep folder %s cannot be written: %s, expected a folder that can"
                            .formatted(parent.resolve(name), FileReplacement.reason(e)),
                    e);
        }
    }

    /** The name of a job's folder: its number, with as many digits as the last one has. */
    static String name(int job, SweepPlan plan) {
        int digits = String.valueOf(plan.jobs().size() - 1).length();
        return String.format(Locale.ROOT, "%0" + digits + "d", job);
    }

    /**
     * Opens the folder of an earlier sweep.
     *
     * @throws RunException if it is none
     */
    public static SweepFolder open(Path path) {
        var file = path.resolve(INDEX);
        if (!Files.isRegularFile(file)) {
            throw new RunException(
                    "%s is no sweep folder: %s"
                            .formatted(
                                    path,
                                    Files.isDirectory(path)
                                            ? "it has no " + INDEX
                                            : "no such folder"));
        }
        try {
            var index = MAPPER.readValue(Files.readString(file), Index.class);
            if (index.parameters() == null || index.jobs() == null) {
                throw new RunException(file + " has no parameters or no jobs");
            }
            var jobs = new ArrayList<Job>();
            for (var entry : index.jobs()) {
                jobs.add(
                        new Job(
                                entry.name(),
                                entry.values(),
                                RunFolder.open(path.resolve(entry.name()))));
            }
            return new SweepFolder(path, index.parameters(), jobs);
        } catch (JsonProcessingException e) {
            throw new RunException("%s is damaged: %s".formatted(file, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new RunException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** One row a job. */
    public Path jobTable() {
        return path.resolve("jobs.csv");
    }

    /** One row a combination of values but for the seed, best first. */
    public Path resultTable() {
        return path.resolve("results.csv");
    }

    /**
     * Marks the sweep as ended by a signal.
     *
     * @param done jobs that are done
     * @return what the mark says
     */
    public String stopped(Signal signal, long done) {
        var text =
                "stopped by %s with %s of %s jobs done; resume with: %s"
                        .formatted(
                                signal,
                                done,
                                jobs.size(),
                                ShellCommand.of(List.of("sweep", "--resume", path.toString())));
        write(path.resolve(STOPPED), text + "\n");
        return text;
    }

    /** Takes that mark away. */
    void clearStop() {
        try {
            Files.deleteIfExists(path.resolve(STOPPED));
        } catch (IOException e) {
            throw new RunException(
                    "%s cannot be resumed: %s".formatted(path, FileReplacement.reason(e)), e);
        }
    }

    /** Replaces a file of this folder as a whole. */
    static void write(Path file, String text) {
        try {
            FileReplacement.write(file, text);
        } catch (IOException e) {
            throw new RunException(
                    "%s cannot be written: %s".formatted(file, FileReplacement.reason(e)), e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
