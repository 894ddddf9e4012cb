package dev.tornadovim.pipeline.detection;

import dev.tornadovim.data.coco.Placement;
import dev.tornadovim.data.coco.Rle;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.box.Boxes;
import dev.tornadovim.pipeline.detection.box.ScoredBoxes;
import dev.tornadovim.pipeline.detection.region.InferenceRegions;
import dev.tornadovim.pipeline.detection.region.MaskPaste;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds objects in batches of images: one loaded program. Boxes and masks are those of the original
 * images, as Detectron2's {@code detector_postprocess} makes them; detections that are empty there are
 * left out.
 */
public final class Detector implements AutoCloseable {

    /** Pixels are of an object from this probability on. */
    private static final float MASK_THRESHOLD = 0.5f;

    private final DetectionModel model;
    private final Execution execution;
    private final Tensor image;
    private final Tensor pixels;
    private final InferenceRegions regions;
    private final int batch;

    /** Builds and loads the program; the model's weights count as they are now. */
    public Detector(DetectionModel model, Engine engine, int batch) {
        this.model = model;
        this.batch = batch;
        var builder = new ProgramBuilder(false);
        image = builder.input("image", model.imageShape(batch));
        DetectionModel.Inference inference = model.detect(builder, image);
        pixels = inference.pixels();
        regions = inference.regions();
        builder.output("masks", pixels);
        execution = engine.load(builder.build());
    }

    /** Images of a batch. */
    public int batchSize() {
        return batch;
    }

    /** The program's execution, to tell it of changed weights. */
    Execution execution() {
        return execution;
    }

    /**
     * Detects objects.
     *
     * @param images normalised pixels, [batch, channels, height, width]; each image lies in the upper
     *     left corner, the rest is padding
     * @param placements where the original images lie in these; may be fewer than the batch
     * @return detections of each placement by descending score; empty for an image for which the
     *     network's outputs are not all finite numbers
     */
    public List<Optional<List<Detection>>> detect(float[] images, List<Placement> placements) {
        image.set(images);
        for (int i = 0; i < batch; i++) {
            boolean real = i < placements.size();
            regions.setSize(
                    i, real ? placements.get(i).height() : 0, real ? placements.get(i).width() : 0);
        }
        execution.run(Phase.FORWARD);
        execution.download(pixels);
        float[] probabilities = pixels.toArray();
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = (float) (1 / (1 + Math.exp(-probabilities[i])));
        }
        return IntStream.range(0, placements.size())
                .parallel()
                .mapToObj(i -> detections(i, probabilities, placements.get(i)))
                .toList();
    }

    private Optional<List<Detection>> detections(
            int index, float[] probabilities, Placement placement) {
        ScoredBoxes found = regions.detections(index);
        int side = model.config().masks().side();
        int from = index * model.config().output().detections() * side * side;
        if (!regions.isFinite(index)
                || hasNaN(probabilities, from, from + found.size() * side * side)) {
            return Optional.empty();
        }
        var paste = new MaskPaste(side, MASK_THRESHOLD);
        int height = placement.sourceHeight();
        int width = placement.sourceWidth();
        int first = index * model.config().output().detections();
        List<Detection> detections = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            double[] box = placement.toSource(corners(found.boxes(), i));
            Boxes one = new Boxes(floats(box));
            if (one.nonEmpty(0)) {
                int at = (first + i) * side * side;
                byte[] mask = paste.paste(probabilities, at, one, 0, height, width);
                detections.add(
                        new Detection(
                                found.labels()[i],
                                found.scores()[i],
                                box,
                                Rle.encode(height, width, mask)));
            }
        }
        return Optional.of(detections);
    }

    private static boolean hasNaN(float[] values, int from, int to) {
        return IntStream.range(from, to).anyMatch(i -> Float.isNaN(values[i]));
    }

    private static double[] corners(Boxes boxes, int i) {
        return new double[] {boxes.x1(i), boxes.y1(i), boxes.x2(i), boxes.y2(i)};
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    @Override
    public void close() {
        execution.close();
    }
}
