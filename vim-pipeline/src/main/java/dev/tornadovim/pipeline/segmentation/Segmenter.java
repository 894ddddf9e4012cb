package dev.tornadovim.pipeline.segmentation;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.Normalize;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.PositionEmbedding;
import dev.tornadovim.pipeline.weights.WeightSet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Segments images of any size, in windows or whole, with weights of its own.
 *
 * <p>In windows, the network sees crops of its own size; where they overlap, scores are averaged
 * (mmsegmentation, {@code slide_inference}). Whole, the network is made for the size of the image:
 * position embeddings are resampled, and the image is padded with its mean colour at the right and
 * the bottom to multiples of {@value SegmentationModel#GRANULARITY} pixels. Both agree where one
 * window is all of the image.
 */
public final class Segmenter implements AutoCloseable {

    private final SegmentationModel model;
    private final Engine engine;
    private final Normalize normalize;
    private final OptionalInt step;
    private final int batch;
    private final PositionEmbedding.Layout positions;
    private final Map<String, Tensor> tensors = new HashMap<>();
    private WindowProgram program;

    /**
     * A segmenter without weights.
     *
     * @param config of the network; its image is the window
     * @param step pixels from one window to the next, at most its smaller side; empty for whole images
     * @param batch windows that are computed together
     */
    public Segmenter(
            SegmentationConfig config,
            Engine engine,
            Normalize normalize,
            OptionalInt step,
            int batch) {
        var network = config.backbone();
        int side = Math.min(network.imageHeight(), network.imageWidth());
        if (step.isPresent() && (step.getAsInt() < 1 || step.getAsInt() > side)) {
            throw new IllegalArgumentException(
                    "windows of %d x %d pixels must lie 1 to %d apart, not %d"
                            .formatted(
                                    network.imageHeight(),
                                    network.imageWidth(),
                                    side,
                                    step.getAsInt()));
        }
        this.model = SegmentationModel.allocate(config);
        this.engine = engine;
        this.normalize = normalize;
        this.step = step;
        this.batch = batch;
        this.positions = network.positions();
    }

    /** Takes weights: all blocks of a network of the same configuration, in any order. */
    public void load(List<ParameterBlock> weights) {
        tensors.clear();
        for (ParameterBlock block : weights) {
            block.parameters().forEach((name, tensor) -> tensors.put(withoutPrefix(name), tensor));
        }
        model.take(tensors, positions);
        if (program != null) {
            program.take(model.tensors(), positions);
        }
    }

    private static String withoutPrefix(String name) {
        return name.startsWith(WeightSet.EMA_PREFIX)
                ? name.substring(WeightSet.EMA_PREFIX.length())
                : name;
    }

    /** Scores of one image, at its size. */
    public ClassScores scores(Image image) {
        return scores(List.of(image)).getFirst();
    }

    /**
     * Scores of images, each at its size; windows of all of them share batches, whole images those of
     * neighbours of one size.
     *
     * @param images with the channels of the network
     */
    public List<ClassScores> scores(List<Image> images) {
        images.forEach(this::check);
        List<ClassScores> all = new ArrayList<>();
        for (int from = 0; from < images.size(); from = all.size()) {
            WindowProgram windows = programFor(images.get(from));
            int to = from + 1;
            while (to < images.size() && fits(windows, images.get(to))) {
                to++;
            }
            all.addAll(scores(windows, images.subList(from, to)));
        }
        return all;
    }

    private List<ClassScores> scores(WindowProgram program, List<Image> images) {
        List<Overlap> sums = new ArrayList<>();
        List<Window> all = new ArrayList<>();
        for (Image image : images) {
            Overlap sum = new Overlap(image.height(), image.width(), model.config().classes());
            sums.add(sum);
            float[] pixels = new float[image.channels() * image.planeSize()];
            normalize.apply(image, pixels, 0);
            Windows.corners(
                            image.height(),
                            image.width(),
                            program.height(),
                            program.width(),
                            step.orElse(1))
                    .forEach(corner -> all.add(new Window(image, pixels, corner, sum)));
        }
        for (int first = 0; first < all.size(); first += program.batch()) {
            run(program, all.subList(first, Math.min(all.size(), first + program.batch())));
        }
        return sums.stream().map(Overlap::mean).toList();
    }

    /** A crop of an image and where its scores go. */
    private record Window(Image image, float[] pixels, Windows.Corner corner, Overlap sum) {}

    private static void run(WindowProgram program, List<Window> windows) {
        program.clear();
        for (int i = 0; i < windows.size(); i++) {
            Window window = windows.get(i);
            program.set(i, window.pixels(), window.image(), window.corner());
        }
        float[] scores = program.run();
        for (int i = 0; i < windows.size(); i++) {
            Window window = windows.get(i);
            window.sum().add(scores, i, program.height(), program.width(), window.corner());
        }
    }

    private void check(Image image) {
        int channels = model.config().backbone().channels();
        if (image.channels() != channels) {
            throw new IllegalArgumentException(
                    "an image of %d channels for a network of %d"
                            .formatted(image.channels(), channels));
        }
    }

    /** The program of the window, or of an image's own size; the one before it is given up. */
    private WindowProgram programFor(Image image) {
        if (program == null || !fits(program, image)) {
            close();
            var network = model.config().backbone();
            int height = step.isPresent() ? network.imageHeight() : padded(image.height());
            int width = step.isPresent() ? network.imageWidth() : padded(image.width());
            program = new WindowProgram(model.resized(height, width), engine, batch);
            program.take(model.tensors(), positions);
        }
        return program;
    }

    private boolean fits(WindowProgram windows, Image image) {
        return step.isPresent()
                || windows.height() == padded(image.height())
                        && windows.width() == padded(image.width());
    }

    private static int padded(int size) {
        return Math.ceilDiv(size, SegmentationModel.GRANULARITY) * SegmentationModel.GRANULARITY;
    }

    @Override
    public void close() {
        if (program != null) {
            program.close();
            program = null;
        }
    }
}
