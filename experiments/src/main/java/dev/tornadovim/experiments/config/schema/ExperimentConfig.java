package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.experiments.config.schema.SegmentationTaskConfig.Evaluation;
import dev.tornadovim.pipeline.model.DecayRule;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.setting.Setting;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Everything that a run depends on.
 *
 * @param name of the experiment; names its run folders, by default the name of the config file
 * @param task what is learnt
 * @param seed of the initial weights, the order of the images and their augmentation
 * @param threads of the CPU engine and the data loader; 0 for all cores
 * @param engine what runs the programs
 * @param device of TornadoVM as {@code backend:index}, or {@code auto} for its first
 * @param tf32 whether products of a CUDA device may round their factors to TF32
 * @param init file whose weights training starts from; without it, from random ones
 * @param load how those weights are taken over
 * @param model the network, whose image size, channels and classes follow from the data
 * @param data the images
 * @param augment what happens to training images
 * @param optim the optimizer
 * @param schedule epochs and learning rate
 * @param finetune what of the network is trained, and how fast
 * @param train how steps are computed, and how often the result is looked at
 * @param scenes number of scenes where {@code data.name} is scenes; other data have none
 * @param segmentation heads, crops and windows of semantic segmentation; other tasks have none
 * @param detection heads and samples of object detection; other tasks have none
 * @param run where the run's folder goes
 * @param log what is told during the run
 */
public record ExperimentConfig(
        String name,
        Task task,
        long seed,
        int threads,
        EngineChoice engine,
        String device,
        boolean tf32,
        Optional<String> init,
        LoadConfig load,
        NetworkConfig model,
        DataConfig data,
        AugmentConfig augment,
        OptimConfig optim,
        ScheduleConfig schedule,
        FinetuneConfig finetune,
        TrainConfig train,
        Optional<ScenesConfig> scenes,
        Optional<SegmentationTaskConfig> segmentation,
        Optional<DetectionTaskConfig> detection,
        RunConfig run,
        LogConfig log) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
    private static final Pattern DEVICE = Pattern.compile("auto|[a-z]+:[0-9]+");

    /** What runs the programs. */
    public enum EngineChoice {
        /** TornadoVM where it has a GPU, otherwise the CPU. */
        AUTO,
        /** The CPU engine. */
        CPU,
        /** TornadoVM; without it the run fails. */
        TORNADO
    }

    /** Checks the values outside the sections. */
    public ExperimentConfig {
        Setting.require(
                NAME.matcher(name).matches(),
                "name",
                "'" + name + "'",
                "letters, digits, '-', '_' and '.'");
        Setting.atLeast("threads", 0, threads);
        Setting.require(
                DEVICE.matcher(device).matches(),
                "device",
                "'" + device + "'",
                "auto or backend:index such as cuda:0");
        Setting.require(
                init.filter(String::isBlank).isEmpty(), "init", "''", "a file of weights, or null");
        TaskData.check(task, data.name());
        Setting.require(
                task != Task.CLASSIFICATION || optim.decayRule() == DecayRule.TIMM,
                "optim.decayRule",
                optim.decayRule().name().toLowerCase(Locale.ROOT),
                "timm for task=classification");
        requireSection(
                task != Task.SEGMENTATION || segmentation.isPresent(),
                "task=segmentation needs the section segmentation, as in _base_/segmentation.yaml");
        requireSection(
                task != Task.DETECTION || detection.isPresent(),
                "task=detection needs the section detection, as in _base_/detection.yaml");
        requireSection(
                data.name() != DataConfig.Name.SCENES || scenes.isPresent(),
                "data.name=scenes needs the section scenes, as in _base_/data/scenes.yaml");
        int window = data.imageSize();
        segmentation.ifPresent(
                section ->
                        Setting.require(
                                section.evaluation() == Evaluation.WHOLE
                                        || section.windowStep() <= window,
                                "segmentation.windowStep",
                                section.windowStep(),
                                "1 to data.imageSize, " + window));
    }

    private static void requireSection(boolean there, String problem) {
        if (!there) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** Number of threads with 0 resolved to all cores. */
    public int threadCount() {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
