package dev.tornadovim.experiments.estimate;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Split;
import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.Task;
import dev.tornadovim.experiments.measure.Workload;
import dev.tornadovim.experiments.run.OutOfMemory;
import dev.tornadovim.experiments.train.ClassificationData;
import dev.tornadovim.experiments.train.DetectionData;
import dev.tornadovim.experiments.train.RunEngines;
import dev.tornadovim.experiments.train.SegmentationData;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.tensor.ArraySizeException;
import dev.tornadovim.kernels.tensor.Storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a training will take, before it begins.
 *
 * @param engine name of the engine, with its device
 * @param parameters that are trained
 * @param images of a step
 * @param flops of a step: forward, backward, update
 * @param memory of the process, or of the device
 * @param step how long steps take; empty where they could not be measured
 * @param schedule what there is to do
 * @param problems why the training will not run on this machine, one line each
 */
public record TrainingEstimate(
        String engine,
        long parameters,
        int images,
        List<Long> flops,
        MemoryEstimate memory,
        Optional<StepTime> step,
        Schedule schedule,
        List<String> problems) {

    /** Operations of the step that is measured, at most: well below a second. */
    private static final double CPU_FLOPS = 1e10;

    private static final double DEVICE_FLOPS = 1e12;

    /**
     * What there is to do; no steps where the images are not there to be counted.
     *
     * @param epochs in all
     * @param steps of an epoch
     * @param evaluated images, all evaluations together
     * @param missing why the images cannot be counted, or empty
     */
    record Schedule(int epochs, long steps, long evaluated, String missing) {

        static Schedule of(ExperimentConfig config) {
            try {
                return switch (config.task()) {
                    case CLASSIFICATION -> {
                        var data = new ClassificationData(config);
                        int batches = data.trainingBatches(data.open(Split.TRAIN));
                        yield of(config, batches, data.open(Split.TEST).size());
                    }
                    case SEGMENTATION -> {
                        var data = new SegmentationData(config);
                        int batches = data.trainingBatches(data.open(Split.TRAIN));
                        yield of(config, batches, data.open(Split.TEST).size());
                    }
                    case DETECTION -> {
                        var data = new DetectionData(config);
                        int batches = data.trainingBatches(data.open(Split.TRAIN));
                        yield of(config, batches, data.open(Split.TEST).size());
                    }
                };
            } catch (DataException | ConfigException e) {
                return new Schedule(config.schedule().epochs(), 0, 0, e.getMessage());
            }
        }

        private static Schedule of(ExperimentConfig config, int batches, long tests) {
            int epochs = config.schedule().epochs();
            int every = config.train().evalEvery();
            long evaluations = (epochs + every - 1) / every;
            int steps = batches / config.train().microBatches();
            return new Schedule(epochs, steps, evaluations * tests, "");
        }
    }

    /**
     * Builds the programs of an experiment, and runs a few steps on images of noise.
     *
     * @param loader of configs
     * @param nameOrPath of the experiment
     * @param overrides as for a training
     */
    public static TrainingEstimate of(
            ConfigLoader loader, String nameOrPath, List<String> overrides) {
        var config = loader.load(nameOrPath, overrides).config();
        try (var engine = RunEngines.open(config)) {
            boolean cpu = engine instanceof CpuEngine;
            var training = Workload.training(config);
            var measured = measuredBatch(training, config, cpu ? CPU_FLOPS : DEVICE_FLOPS);
            var one = new ArrayList<>(overrides);
            one.add("train.batchSize=" + measured);
            one.add("train.microBatches=1");
            var program = training.program();
            long parts = config.train().microBatches();
            var memory =
                    MemoryEstimate.of(
                            config,
                            training,
                            cpu ? Storage.Kind.CPU_SCRATCH : Storage.Kind.DEVICE_SCRATCH);
            var problems = problems(training, memory, cpu);
            Optional<StepTime> step = Optional.empty();
            try {
                var work = Workload.training(loader.load(nameOrPath, one).config());
                step = Optional.of(StepTime.measure(engine, work));
            } catch (OutOfMemoryError e) {
                problems.add(OutOfMemory.describe(e).orElseThrow());
            } catch (ArraySizeException e) {
                problems.add(e.getMessage());
            }
            return new TrainingEstimate(
                    engine.name(),
                    training.parameters(),
                    training.images(),
                    List.of(
                            parts * program.cost(Phase.FORWARD).flops(),
                            parts * program.cost(Phase.BACKWARD).flops(),
                            program.cost(Phase.UPDATE).flops()),
                    memory,
                    step,
                    Schedule.of(config),
                    List.copyOf(problems));
        }
    }

    /** What can be told without running a step. */
    private static List<String> problems(Workload training, MemoryEstimate memory, boolean cpu) {
        var problems = new ArrayList<String>();
        for (var storage : training.program().storages()) {
            try {
                ArraySizeException.check(storage.name(), storage.size());
            } catch (ArraySizeException e) {
                problems.add(e.getMessage());
                break; // of one batch that is too large, all activations are
            }
        }
        if (cpu && memory.tensors() > OutOfMemory.outsideHeap()) {
            problems.add(
                    "tensors take %s, but Java may take %s outside its heap; raise it with JDK_JAVA_OPTIONS=-XX:MaxDirectMemorySize=…"
                            .formatted(
                                    OutOfMemory.amount(memory.tensors()),
                                    OutOfMemory.amount(OutOfMemory.outsideHeap())));
        }
        return problems;
    }

    /**
     * Images whose step is within a budget of operations, at most what is computed at once. Two at
     * least for segmentation: of one image, batch norm has one value a channel of the coarsest pooling.
     */
    private static int measuredBatch(Workload training, ExperimentConfig config, double budget) {
        double each = (double) training.flops() / training.images();
        int most = config.train().microBatchSize();
        int least = config.task() == Task.SEGMENTATION ? Math.min(2, most) : 1;
        return Math.clamp((long) (budget / each), least, most);
    }

    /** Seconds of the whole training; empty where images cannot be counted or steps not measured. */
    public OptionalDouble seconds() {
        if (!schedule.missing().isEmpty() || step.isEmpty()) {
            return OptionalDouble.empty();
        }
        long trained = schedule.epochs() * schedule.steps() * images;
        return OptionalDouble.of(step.get().seconds(trained, schedule.evaluated()));
    }

    /** One line a figure. */
    public List<String> lines() {
        return EstimateText.lines(this);
    }
}
