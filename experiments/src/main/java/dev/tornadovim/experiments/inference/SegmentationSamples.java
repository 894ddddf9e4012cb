package dev.tornadovim.experiments.inference;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Image;
import dev.tornadovim.data.LabelMap;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.dense.SegmentationSample;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.experiments.sink.SampleGallery;
import dev.tornadovim.experiments.train.SegmentationData;
import dev.tornadovim.pipeline.inference.ModelFile;
import dev.tornadovim.pipeline.metric.SegmentationMetrics;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the best checkpoint of a segmentation network makes of some test images, as pictures for the
 * run's report: the image, its classes and what was predicted, side by side.
 */
public final class SegmentationSamples {
    private static final int PICTURES = 8;
    private static final int LARGEST_SIDE = 540;

    private SegmentationSamples() {}

    /** Chooses images by the run's seed, and writes the pictures into its folder. */
    public static void write(RunFolder run) {
        Dataset<SegmentationSample> test = new SegmentationData(run.config()).open(Split.TEST);
        int[] order =
                SampleRandom.of(run.config().seed(), SampleRandom.Purpose.ORDER, 0, 0)
                        .permutation(test.size());
        List<SampleGallery.Sample> samples = new ArrayList<>();
        try (var drawing =
                SegmentationDrawing.open(ModelFile.of(run.bestCheckpoint()), List.of())) {
            for (int i = 0; i < Math.min(PICTURES, order.length); i++) {
                try {
                    samples.add(sample(test, order[i], drawing));
                } catch (DataException e) {
                    continue; // the evaluation has told about unreadable images already
                }
            }
        }
        String note =
                "The weights of the best checkpoint, on %d random test images: the image, its classes, the predicted classes."
                        .formatted(samples.size());
        new SampleGallery(note, samples).write(run.samples(), LARGEST_SIDE);
    }

    private static SampleGallery.Sample sample(
            Dataset<SegmentationSample> test, int index, SegmentationDrawing drawing) {
        SegmentationSample sample = test.get(index);
        Image image = sample.image();
        LabelMap prediction = drawing.labels(image);
        SegmentationMetrics metrics = new SegmentationMetrics(test.info().classNames());
        metrics.add(prediction, sample.labels());
        String text =
                metrics.nonFinite() > 0
                        ? "outputs are not finite"
                        : String.format(
                                Locale.ROOT, "%.1f %% of pixels", 100 * metrics.pixelAccuracy());
        return new SampleGallery.Sample(
                beside(
                        SampleGallery.picture(image),
                        SegmentationOverlay.draw(image, sample.labels()),
                        SegmentationOverlay.draw(image, prediction)),
                test.name(index),
                text,
                Optional.empty());
    }

    private static BufferedImage beside(BufferedImage... pictures) {
        int width = pictures[0].getWidth();
        int height = pictures[0].getHeight();
        var all = new BufferedImage(width * pictures.length, height, BufferedImage.TYPE_INT_RGB);
        var graphics = all.createGraphics();
        for (int i = 0; i < pictures.length; i++) {
            graphics.drawImage(pictures[i], i * width, 0, null);
        }
        graphics.dispose();
        return all;
    }
}
