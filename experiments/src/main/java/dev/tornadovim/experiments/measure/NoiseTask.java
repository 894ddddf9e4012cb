package dev.tornadovim.experiments.measure;

import dev.tornadovim.data.coco.Instance;
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
import dev.tornadovim.pipeline.detection.region.Truth;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.train.ClassifierTask;
import dev.tornadovim.pipeline.train.LearningTask;

import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/**
 * A network with images of noise.
 *
 * @param task to learn
 * @param initialize sets the network's weights
 * @param setBatch sets a batch of a size to learn from
 * @param imageShape of a batch
 * @param logits appends the network for inference
 */
record NoiseTask(
        LearningTask<?> task,
        Runnable initialize,
        IntConsumer setBatch,
        IntFunction<Shape> imageShape,
        BiFunction<ProgramBuilder, Tensor, Tensor> logits) {

    /** The network of an experiment. */
    static NoiseTask of(ExperimentConfig config) {
        return switch (config.task()) {
            case CLASSIFICATION -> {
                var model = ClassificationSetup.network(config);
                var task = ClassificationSetup.task(config, model);
                yield of(model, task, () -> InitialWeights.set(model, config));
            }
            case SEGMENTATION -> segmentation(config);
            case DETECTION -> detection(config);
        };
    }

    /** A classifier that learns all its parameters from initial weights. */
    static NoiseTask of(ImageClassifier model) {
        return of(model, new ClassifierTask(model), () -> model.initialise(0));
    }

    private static NoiseTask of(ImageClassifier model, ClassifierTask task, Runnable initialize) {
        return new NoiseTask(
                task,
                initialize,
                batch -> {
                    int classes = model.classes();
                    float[] targets = new float[batch * classes];
                    for (int i = 0; i < batch; i++) {
                        targets[i * classes + i % classes] = 1;
                    }
                    task.setBatch(Noise.images(model.imageShape(batch).size()), targets);
                },
                model::imageShape,
                model::logits);
    }

    private static NoiseTask segmentation(ExperimentConfig config) {
        var model = SegmentationSetup.network(config);
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
                    float[] images = Noise.images(shape.size());
                    task.setBatch(new SegmentationBatch(images, labels, batch));
                },
                model::imageShape,
                (builder, image) -> model.logits(builder, image).decode());
    }

    private static NoiseTask detection(ExperimentConfig config) {
        var model = DetectionSetup.network(config);
        var task = DetectionSetup.task(config, model);
        return new NoiseTask(
                task,
                () -> InitialWeights.set(model, config),
                batch -> {
                    Shape shape = model.imageShape(batch);
                    Truth truth = square(shape.dim(2), shape.dim(3));
                    task.set(Noise.images(shape.size()), Collections.nCopies(batch, truth));
                },
                model::imageShape,
                model::masks);
    }

    /** An object in the middle of an image. */
    private static Truth square(int height, int width) {
        double[] box = {width / 4.0, height / 4.0, width / 1.5, height / 1.5};
        double[] corners = {box[0], box[1], box[2], box[1], box[2], box[3], box[0], box[3]};
        var mask = new PolygonMask(height, width, List.of(corners));
        return Truth.of(height, width, List.of(new Instance(0, box, false, mask)));
    }
}
