package dev.tornadovim.experiments.sweep;

import dev.tornadovim.data.DataException;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.estimate.MemoryEstimate;
import dev.tornadovim.experiments.run.FolderLock;
import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.experiments.run.RunFolder.Status;
import dev.tornadovim.experiments.run.Signal;
import dev.tornadovim.experiments.train.RunEngines;
import dev.tornadovim.pipeline.train.RunControl;

import java.io.PrintStream;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** Runs the jobs of a sweep. */
public final class Sweep {
    private static final long POLL_MILLIS = 100;

    private final SweepFolder folder;
    private final Slots slots;
    private final Map<Job, Process> running = new LinkedHashMap<>();
    private boolean stopping;

    private Sweep(SweepFolder folder, Slots slots) {
        this.folder = folder;
        this.slots = slots;
    }

    /**
     * Plans a new sweep and makes its folder.
     *
     * @param overrides with one value or several
     * @param command that starts it, for its folder
     * @throws dev.tornadovim.experiments.config.ConfigException if a config is wrong or a job too
     *     large for the bounds; nothing is written then
     */
    public static Sweep create(
            ConfigLoader loader,
            String config,
            List<String> overrides,
            SweepBounds bounds,
            String command) {
        var plan = SweepPlan.of(loader, config, overrides);
        var slots = slots(plan, bounds);
        return new Sweep(SweepFolder.create(plan, command, LocalDateTime.now()), slots);
    }

    /** An earlier sweep, to be finished: jobs that are not done go on. */
    public static Sweep resume(SweepFolder folder, SweepBounds bounds) {
        var configs = new LinkedHashMap<String, ExperimentConfig>();
        folder.jobs().forEach(job -> configs.put(job.describe(), job.run().config()));
        return new Sweep(folder, Slots.of(bounds, needs(configs)));
    }

    /** How the jobs of a plan share what there is. */
    static Slots slots(SweepPlan plan, SweepBounds bounds) {
        var configs = new LinkedHashMap<String, ExperimentConfig>();
        for (var job : plan.jobs()) {
            configs.put(String.join(" ", job.overrides()), job.resolved().config());
        }
        return Slots.of(bounds, needs(configs));
    }

    private static List<Slots.Need> needs(Map<String, ExperimentConfig> jobs) {
        var known = new HashMap<List<Object>, Long>(); // seeds make no difference
        return jobs.entrySet().stream()
                .map(
                        job -> {
                            var config = job.getValue();
                            var shape =
                                    List.<Object>of(
                                            config.model(),
                                            config.data(),
                                            config.train(),
                                            config.optim());
                            return new Slots.Need(
                                    job.getKey(),
                                    config.threads(),
                                    known.computeIfAbsent(shape, _ -> bytes(config)),
                                    RunEngines.takesDevice(config));
                        })
                .toList();
    }

    private static long bytes(ExperimentConfig config) {
        try {
            return MemoryEstimate.of(config).process();
        } catch (DataException e) {
            return 0; // the job itself will say what is wrong with its data
        }
    }

    /** Its folder. */
    public SweepFolder folder() {
        return folder;
    }

    /** What it will do, on one line. */
    public String describe() {
        long done = done();
        return "%d jobs%s, %s"
                .formatted(
                        folder.jobs().size(),
                        done == 0 ? "" : ", " + done + " of them done",
                        slots.describe());
    }

    /** Number of jobs that are done. */
    public long done() {
        return folder.jobs().stream().filter(j -> j.run().status() == Status.DONE).count();
    }

    /**
     * Runs all jobs that are not done, and writes the results after each.
     *
     * @param mainClass trains the run of a folder, see {@link JobProcess#start}
     * @param terminal whether {@code out} is one
     * @param control asked whether to save or to stop; running jobs are asked in turn
     * @return whether all jobs have ended; false if the control asked for a stop
     * @throws RunException if jobs failed; the others are done then
     */
    public boolean run(String mainClass, PrintStream out, boolean terminal, RunControl control) {
        try (var _ = FolderLock.take(folder.path())) {
            folder.clearStop();
            control.begin();
            var display = new SweepDisplay(out, terminal, folder, System::nanoTime);
            var waiting = new ArrayDeque<Job>();
            folder.jobs().stream()
                    .filter(job -> job.run().status() != Status.DONE)
                    .forEach(waiting::add);
            while (!waiting.isEmpty() || !running.isEmpty()) {
                answer(control, waiting);
                while (!waiting.isEmpty() && running.size() < slots.atOnce()) {
                    var job = waiting.remove();
                    running.put(job, JobProcess.start(job, slots, mainClass));
                }
                if (running.entrySet().removeIf(job -> ended(job.getKey(), job.getValue()))) {
                    SweepResults.of(folder).write();
                }
                display.update(running.keySet(), false);
                Thread.sleep(POLL_MILLIS);
            }
            display.update(running.keySet(), true);
            var results = SweepResults.of(folder);
            results.write();
            results.lines().forEach(out::println);
            if (control.stopRequested() && done() < folder.jobs().size()) {
                return false;
            }
            requireAll(results, out);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunException("the sweep was interrupted; --resume goes on with it", e);
        } finally {
            control.end();
            running.values().forEach(Process::destroy);
        }
    }

    /** Passes requests on; after one to stop, no further job starts. */
    private void answer(RunControl control, Queue<Job> waiting) {
        if (control.stopRequested() && !stopping) {
            stopping = true;
            waiting.clear();
            running.values().forEach(job -> JobProcess.request(job, Signal.TERM));
        }
        if (control.takeSave()) {
            running.values().forEach(job -> JobProcess.request(job, Signal.USR1));
        }
    }

    private boolean ended(Job job, Process process) {
        if (process.isAlive()) {
            return false;
        }
        if (job.run().status() == Status.UNFINISHED && !stopping) {
            job.run()
                    .failed(
                            "the process ended with exit code %d, see output.txt"
                                    .formatted(process.exitValue()));
        }
        return true;
    }

    private void requireAll(SweepResults results, PrintStream out) {
        var failed = results.failed();
        failed.forEach((job, why) -> out.println("failed: job " + job.describe() + ": " + why));
        if (!failed.isEmpty()) {
            throw new RunException(
                    "%d of %d jobs failed; sweep --resume %s tries them again"
                            .formatted(failed.size(), folder.jobs().size(), folder));
        }
        long open = folder.jobs().size() - done();
        if (open > 0) {
            throw new RunException(
                    "%d of %d jobs were stopped; sweep --resume %s resumes them"
                            .formatted(open, folder.jobs().size(), folder));
        }
    }
}
