package dev.tornadovim.experiments.profile;

import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.ExperimentConfig.EngineChoice;
import dev.tornadovim.experiments.measure.LoadedWorkload;
import dev.tornadovim.experiments.measure.Workload;
import dev.tornadovim.experiments.run.GitState;
import dev.tornadovim.experiments.run.Machine;
import dev.tornadovim.experiments.run.Provenance;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.experiments.train.RunEngines;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoDevices;
import dev.tornadovim.kernels.engine.tornado.TornadoEngine;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Profiles an experiment into a run folder: on the CPU engine, and on TornadoVM's device where there
 * is one. {@code engine=cpu} and {@code engine=tornado} choose one of the two.
 */
public final class ProfileRun {

    private static final Logger LOG = LogManager.getLogger(ProfileRun.class);

    private final RunFolder run;
    private final ExperimentConfig config;
    private final Profiler profiler;
    private final boolean inference;

    /**
     * A profile that has not begun.
     *
     * @param inference whether the forward pass of {@code eval} is run, not the step of {@code train}
     */
    public ProfileRun(RunFolder run, Profiler profiler, boolean inference) {
        this.run = run;
        this.config = run.config();
        this.profiler = profiler;
        this.inference = inference;
    }

    /**
     * Profiles, prints the tables and writes the files.
     *
     * @param everyStage whether stages that differ by their number only are listed one by one
     * @throws dev.tornadovim.kernels.engine.tornado.DeviceException if the device cannot run it
     */
    public void run(PrintWriter out, boolean everyStage) {
        ProfileTable table = new ProfileTable(out);
        List<EngineProfile> profiles = new ArrayList<>();
        if (config.engine() != EngineChoice.TORNADO) {
            profiles.add(onCpu());
            table.print(profiles.getLast(), everyStage);
        }
        if (takesDevice()) {
            profiles.add(onDevice());
            table.print(profiles.getLast(), everyStage);
        }
        if (profiles.size() == 2) {
            table.compare(profiles.getFirst(), profiles.getLast());
        }
        write(profiles);
    }

    private boolean takesDevice() {
        return switch (config.engine()) {
            case CPU -> false;
            case TORNADO -> true;
            case AUTO -> {
                TornadoDevices.problem().ifPresent(why -> LOG.info("no device: {}", why));
                yield TornadoDevices.problem().isEmpty();
            }
        };
    }

    private EngineProfile onCpu() {
        int threads = config.threadCount();
        try (CpuEngine engine = new CpuEngine(threads)) {
            return profile(engine, OptionalDouble.empty(), () -> Ceilings.ofCpu(engine, threads));
        }
    }

    private EngineProfile onDevice() {
        OptionalDouble replayed = replayed();
        try (TornadoEngine engine = RunEngines.profiling(config)) {
            return profile(
                    engine, replayed, () -> Ceilings.ofDevice(engine, engine.device().isCuda()));
        }
    }

    /** A replayed graph has no times of kernels, but it is what a run takes. */
    private OptionalDouble replayed() {
        try (TornadoEngine engine = RunEngines.tornado(config)) {
            if (!engine.device().isCuda()) {
                return OptionalDouble.empty();
            }
            LOG.info("timing steps with CUDA graphs on {}", engine.name());
            return OptionalDouble.of(
                    LoadedWorkload.meanSeconds(
                            engine, workload(), profiler.steps(), profiler.warmUpSeconds()));
        }
    }

    private EngineProfile profile(
            Engine engine, OptionalDouble replayed, Supplier<Ceilings> ceilings) {
        Workload work = workload();
        LOG.info("profiling {} of {} images on {}", work.name(), work.images(), engine.name());
        return profiler.profile(engine, work, replayed, ceilings);
    }

    private Workload workload() {
        return inference ? Workload.inference(config) : Workload.training(config);
    }

    private void write(List<EngineProfile> profiles) {
        run.write(
                Provenance.collect(
                        GitState.of(Path.of("")),
                        config.seed(),
                        config.threadCount(),
                        profiles.stream()
                                .map(EngineProfile::engine)
                                .collect(Collectors.joining("; ")),
                        List.of()));
        ProfileReport report =
                new ProfileReport(
                        config.name(),
                        inference ? "inference" : "training step",
                        Machine.here(),
                        profiles);
        run.writeProfile(report.json(), report.trace());
    }
}
