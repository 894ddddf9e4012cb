package dev.tornadovim.experiments.profile;

import dev.tornadovim.data.coco.Instance;
import dev.tornadovim.data.coco.Mask;
import dev.tornadovim.data.coco.PolygonMask;
import dev.tornadovim.data.dense.SegmentationBatch;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.train.ClassificationSetup;
import dev.tornadovim.experiments.train.DetectionSetup;
import dev.tornadovim.experiments.train.InitialWeights;
import dev.tornadovim.experiments.train.SegmentationSetup;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.DetectionModel;
import dev.tornadovim.pipeline.detection.region.Truth;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.segmentation.SegmentationModel;
import dev.tornadovim.pipeline.train.LearningTask;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/**
 * The network of an experiment with images of noise.
 *
 * @param task to learn
 * @param initialise sets the network's weights
 * @param noise sets a batch of a size
 * @param imageShape of a batch
 * @param result appends the network for inference
 */
record NoiseTask(
        LearningTask<?> task,
        Runnable initialise,
        IntConsumer noise,
        IntFunction<Shape> imageShape,
        BiFunction<ProgramBuilder, Tensor, Tensor> result) {

    static NoiseTask of(ExperimentConfig config, boolean recompute) {
        return switch (config.task()) {
            case CLASSIFICATION -> classification(config, recompute);
            case SEGMENTATION -> segmentation(config, recompute);
            case DETECTION -> detection(config, recompute);
        };
    }

    private static NoiseTask classification(ExperimentConfig config, boolean recompute) {
        ImageClassifier model = ClassificationSetup.network(config, recompute);
        var task = ClassificationSetup.task(config, model);
        return new NoiseTask(
                task,
                () -> InitialWeights.set(model, config),
                batch -> {
                    float[] images = noise(model.imageShape(batch).size());
                    task.setBatch(images, oneHot(batch, model.classes()));
                },
                model::imageShape,
                model::logits);
    }

    private static NoiseTask segmentation(ExperimentConfig config, boolean recompute) {
        SegmentationModel model = SegmentationSetup.network(config, recompute);
        var task = SegmentationSetup.task(config, model);
        return new NoiseTask(
                task,
                () -> InitialWeights.set(model, config),
                batch -> {
                    Shape shape = model.imageShape(batch);
                    float[] labels = new float[shape.size() / shape.dim(1)];
                    for (int i = 0; i < labels.length; i++) {
                        labels[i] = i % model.config().classes();
                    }
                    task.setBatch(new SegmentationBatch(noise(shape.size()), labels, batch));
                },
                model::imageShape,
                (builder, image) -> model.logits(builder, image).decode());
    }

    private static NoiseTask detection(ExperimentConfig config, boolean recompute) {
        DetectionModel model = DetectionSetup.network(config, recompute);
        var task = DetectionSetup.task(config, model);
        return new NoiseTask(
                task,
                () -> InitialWeights.set(model, config),
                batch -> {
                    Shape shape = model.imageShape(batch);
                    Truth truth = square(shape.dim(2), shape.dim(3));
                    task.set(noise(shape.size()), Collections.nCopies(batch, truth));
                },
                model::imageShape,
                model::masks);
    }

    /** An object in the middle of an image. */
    private static Truth square(int height, int width) {
        double[] box = {width / 4.0, height / 4.0, width / 1.5, height / 1.5};
        double[] corners = {box[0], box[1], box[2], box[1], box[2], box[3], box[0], box[3]};
        Mask mask = new PolygonMask(height, width, List.of(corners));
        return Truth.of(height, width, List.of(new Instance(0, box, false, mask)));
    }

    static float[] noise(int size) {
        Random random = new Random(0);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] oneHot(int batch, int classes) {
        float[] targets = new float[batch * classes];
        for (int i = 0; i < batch; i++) {
            targets[i * classes + i % classes] = 1;
        }
        return targets;
    }
}
