package dev.tornadovim.experiments.train;

import dev.tornadovim.data.Split;
import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.schema.DataConfig;
import dev.tornadovim.experiments.config.schema.DetectionTaskConfig;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.pipeline.detection.DetectionConfig;
import dev.tornadovim.pipeline.detection.DetectionConfig.BoxHeads;
import dev.tornadovim.pipeline.detection.DetectionConfig.Counts;
import dev.tornadovim.pipeline.detection.DetectionConfig.Masks;
import dev.tornadovim.pipeline.detection.DetectionConfig.Output;
import dev.tornadovim.pipeline.detection.DetectionConfig.Proposals;
import dev.tornadovim.pipeline.detection.DetectionConfig.Pyramid;
import dev.tornadovim.pipeline.detection.DetectionConfig.Stage;
import dev.tornadovim.pipeline.detection.DetectionModel;
import dev.tornadovim.pipeline.detection.DetectionTask;
import dev.tornadovim.pipeline.detection.box.LabelSampler;
import dev.tornadovim.pipeline.inference.DetectionMetadata;

import java.util.ArrayList;
import java.util.List;

/** What a config says of a detector, as the pipeline takes it. */
public final class DetectionSetup {

    private static final int COCO_CLASSES = 80;

    private DetectionSetup() {}

    /** The section of the task, which its configs have. */
    static DetectionTaskConfig task(ExperimentConfig config) {
        return config.detection().orElseThrow();
    }

    /** The network for a number of classes, zeroed. */
    public static DetectionModel network(ExperimentConfig config, int classes) {
        DetectionMetadata metadata = metadata(config, classes);
        try {
            return DetectionModel.allocate(
                    metadata.heads(), metadata.backbone(), config.optim().decayRule());
        } catch (IllegalArgumentException e) {
            throw refusal(e);
        }
    }

    /** Describes the network for a number of classes, and how images are prepared for it. */
    public static DetectionMetadata metadata(ExperimentConfig config, int classes) {
        try {
            return new DetectionMetadata(
                    ClassificationSetup.config(config, 1),
                    heads(task(config), classes),
                    ClassificationData.statistics(config.data()));
        } catch (IllegalArgumentException e) {
            throw refusal(e);
        }
    }

    private static ConfigException refusal(IllegalArgumentException e) {
        return new ConfigException("detection network: " + e.getMessage(), e);
    }

    /**
     * The network, without weights. COCO's number of classes is known without its data.
     */
    public static DetectionModel network(ExperimentConfig config) {
        boolean known =
                config.data().name() == DataConfig.Name.COCO && config.data().dir().isEmpty();
        int classes =
                known ? COCO_CLASSES : new DetectionData(config).open(Split.TRAIN).info().classes();
        return network(config, classes);
    }

    /** How that network is trained. */
    public static DetectionTask task(ExperimentConfig config, DetectionModel model) {
        return new DetectionTask(model, config.finetune().freeze(), config.finetune().layerDecay());
    }

    private static DetectionConfig heads(DetectionTaskConfig task, int classes) {
        DetectionConfig published = DetectionConfig.vitDet(classes);
        return new DetectionConfig(
                classes,
                new Pyramid(task.pyramid(), task.channels()),
                new Proposals(
                        task.proposalConvolutions(),
                        task.anchorSizes().stream().map(List::of).toList(),
                        task.anchorRatios(),
                        published.proposals().matcher(),
                        new LabelSampler(
                                task.anchorSamples(),
                                published.proposals().sampler().objectShare()),
                        counts(task.beforeSuppression()),
                        counts(task.proposals()),
                        published.proposals().overlap()),
                new BoxHeads(
                        task.boxConvolutions(),
                        task.boxChannels(),
                        task.boxHidden(),
                        published.boxes().resolution(),
                        published.boxes().samplingRatio(),
                        new LabelSampler(task.samples(), published.boxes().sampler().objectShare()),
                        stages(task.overlaps()),
                        (float) task.canonicalSize(),
                        task.canonicalLevel()),
                new Masks(
                        task.maskConvolutions(),
                        task.maskChannels(),
                        published.masks().resolution()),
                new Output((float) task.score(), published.output().overlap(), task.detections()));
    }

    private static Counts counts(List<Integer> both) {
        return new Counts(both.getFirst(), both.getLast());
    }

    /** Later stages predict smaller corrections, so their offsets have larger weights. */
    private static List<Stage> stages(List<Double> overlaps) {
        List<Stage> stages = new ArrayList<>();
        for (double overlap : overlaps) {
            int number = stages.size() + 1;
            stages.add(new Stage((float) overlap, 10 * number, 5 * number));
        }
        return stages;
    }
}
