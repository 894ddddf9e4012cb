package dev.tornadovim.pipeline.train;

import dev.tornadovim.data.load.Batch;
import dev.tornadovim.kernels.op.loss.SoftmaxCrossEntropy;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.ImageClassifier;

import java.util.List;

/** Image classification by cross-entropy with soft targets. */
public final class ClassifierTask implements LearningTask<Batch> {

    private final ImageClassifier model;
    private Tensor image;
    private Tensor targets;

    /** Trains all parameters of the network. */
    public ClassifierTask(ImageClassifier model) {
        this.model = model;
    }

    @Override
    public List<ParameterBlock> parameters() {
        return model.blocks();
    }

    @Override
    public Tensor loss(ProgramBuilder builder, int microBatch) {
        image = builder.input("image", model.imageShape(microBatch));
        targets = builder.input("targets", Shape.of(microBatch, model.classes()));
        Tensor logits = model.logits(builder, image);
        return builder.stage("loss", () -> SoftmaxCrossEntropy.apply(builder, logits, targets, 0f));
    }

    @Override
    public void setBatch(Batch batch) {
        setBatch(batch.images(), batch.targets());
    }

    /**
     * Sets a micro-batch.
     *
     * @param images normalised pixels, [batch, channels, height, width]
     * @param softTargets [batch, classes]
     */
    public void setBatch(float[] images, float[] softTargets) {
        image.set(images);
        targets.set(softTargets);
    }
}
