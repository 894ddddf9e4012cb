package dev.tornadovim.pipeline.segmentation;

import dev.tornadovim.data.Image;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.op.resize.BilinearResize;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.PositionEmbedding;

import java.util.Arrays;
import java.util.Map;

/** The network for a batch of windows of one size, with weights of its own. */
final class WindowProgram implements AutoCloseable {

    private final SegmentationModel model;
    private final Execution execution;
    private final Tensor image;
    private final Tensor scores;
    private final float[] pixels;

    WindowProgram(SegmentationModel model, Engine engine, int batch) {
        this.model = model;
        ProgramBuilder builder = new ProgramBuilder(false);
        image = builder.input("image", model.imageShape(batch));
        Tensor logits = model.logits(builder, image).decode();
        scores =
                builder.stage(
                        "resize",
                        () ->
                                BilinearResize.apply(
                                        builder, logits, image.dim(2), image.dim(3), false));
        builder.output("scores", scores);
        execution = engine.load(builder.build());
        pixels = new float[image.size()];
    }

    int height() {
        return image.dim(2);
    }

    int width() {
        return image.dim(3);
    }

    int batch() {
        return image.dim(0);
    }

    void take(Map<String, Tensor> tensors, PositionEmbedding.Layout positions) {
        model.take(tensors, positions);
        for (ParameterBlock block : model.inferenceBlocks()) {
            execution.upload(block.flat());
        }
    }

    /** Empties the batch. */
    void clear() {
        Arrays.fill(pixels, 0);
    }

    /**
     * Puts a window into the batch; what lies outside of the image stays as it is.
     *
     * @param normalised [channels, height, width] of the image
     */
    void set(int place, float[] normalised, Image shape, Windows.Corner corner) {
        int channels = image.dim(1);
        int columns = Math.min(width(), shape.width() - corner.left());
        int rows = Math.min(height(), shape.height() - corner.top());
        for (int c = 0; c < channels; c++) {
            for (int row = 0; row < rows; row++) {
                System.arraycopy(
                        normalised,
                        (c * shape.height() + corner.top() + row) * shape.width() + corner.left(),
                        pixels,
                        ((place * channels + c) * height() + row) * width(),
                        columns);
            }
        }
    }

    /** Scores of the batch, [batch, height, width, classes]. */
    float[] run() {
        image.set(pixels);
        execution.run(Phase.FORWARD);
        execution.download(scores);
        return scores.toArray();
    }

    @Override
    public void close() {
        execution.close();
    }
}
