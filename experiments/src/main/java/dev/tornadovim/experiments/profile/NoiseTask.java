package dev.tornadovim.experiments.profile;

import dev.tornadovim.data.dense.SegmentationBatch;
import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.train.ClassificationSetup;
import dev.tornadovim.experiments.train.SegmentationSetup;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.segmentation.SegmentationModel;
import dev.tornadovim.pipeline.train.LearningTask;

import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/**
 * The network of an experiment with images of noise.
 *
 * @param task to learn
 * @param parameters of the network
 * @param noise sets a batch of a size
 * @param imageShape of a batch
 * @param result appends the network for inference
 */
record NoiseTask(
        LearningTask<?> task,
        long parameters,
        IntConsumer noise,
        IntFunction<Shape> imageShape,
        BiFunction<ProgramBuilder, Tensor, Tensor> result) {

    static NoiseTask of(ExperimentConfig config, boolean recompute) {
        return switch (config.task()) {
            case CLASSIFICATION -> classification(config, recompute);
            case SEGMENTATION -> segmentation(config, recompute);
            case DETECTION ->
                    throw new ConfigException(
                            "task=detection has no images of noise to learn from");
        };
    }

    private static NoiseTask classification(ExperimentConfig config, boolean recompute) {
        ImageClassifier model = ClassificationSetup.initialised(config, recompute);
        var task = ClassificationSetup.task(config, model);
        return new NoiseTask(
                task,
                model.parameterCount(),
                batch -> {
                    float[] images = noise(model.imageShape(batch).size());
                    task.setBatch(images, oneHot(batch, model.classes()));
                },
                model::imageShape,
                model::logits);
    }

    private static NoiseTask segmentation(ExperimentConfig config, boolean recompute) {
        SegmentationModel model = SegmentationSetup.initialised(config, recompute);
        var task = SegmentationSetup.task(config, model);
        long parameters =
                task.weights().stream()
                        .filter(block -> !task.buffers().contains(block))
                        .mapToLong(block -> block.parameterCount())
                        .sum();
        return new NoiseTask(
                task,
                parameters,
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
