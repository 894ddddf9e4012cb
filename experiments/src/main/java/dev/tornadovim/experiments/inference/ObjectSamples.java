package dev.tornadovim.experiments.inference;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.coco.DetectionSample;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.experiments.sink.SampleGallery;
import dev.tornadovim.experiments.train.DetectionData;
import dev.tornadovim.pipeline.inference.ModelFile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the best checkpoint of a detector finds in some test images, as pictures for the report. */
public final class ObjectSamples {
    private static final int PICTURES = 8;
    private static final int LARGEST_SIDE = 384;

    private ObjectSamples() {}

    /** Chooses images by the run's seed, and writes the pictures into its folder. */
    public static void write(RunFolder run) {
        var test = new DetectionData(run.config()).open(Split.TEST);
        int[] order =
                SampleRandom.of(run.config().seed(), SampleRandom.Purpose.ORDER, 0, 0)
                        .permutation(test.size());
        List<SampleGallery.Sample> samples = new ArrayList<>();
        try (var drawing = ObjectDrawing.open(ModelFile.of(run.bestCheckpoint()), List.of())) {
            for (int i = 0; i < Math.min(PICTURES, order.length); i++) {
                try {
                    samples.add(sample(test.get(order[i]), drawing));
                } catch (DataException e) {
                    continue; // the evaluation has told about unreadable images already
                }
            }
        }
        String note =
                "The weights of the best checkpoint, on %d random test images: objects with a score of at least %.1f."
                        .formatted(samples.size(), ObjectDrawing.SURE);
        new SampleGallery(note, samples).write(run.samples(), LARGEST_SIDE);
    }

    private static SampleGallery.Sample sample(DetectionSample sample, ObjectDrawing drawing) {
        var sure =
                drawing.objects(sample.image()).orElse(List.of()).stream()
                        .filter(object -> object.score() >= ObjectDrawing.SURE)
                        .toList();
        return new SampleGallery.Sample(
                ObjectOverlay.draw(sample.image(), sure, drawing.classNames()),
                "image " + sample.imageId(),
                "%d found, %d there".formatted(sure.size(), sample.instances().size()),
                Optional.empty());
    }
}
