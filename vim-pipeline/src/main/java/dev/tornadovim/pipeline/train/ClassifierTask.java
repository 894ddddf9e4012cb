package dev.tornadovim.pipeline.train;

import dev.tornadovim.data.load.ClassificationBatch;
import dev.tornadovim.kernels.op.loss.SoftmaxCrossEntropy;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.ImageClassifier;

import java.util.List;

/** Image classification by cross-entropy with soft targets. */
public final class ClassifierTask implements LearningTask<ClassificationBatch> {

    private final ImageClassifier model;
    private final boolean freeze;
    private final LayerDecay layerDecay;
    private Tensor image;
    private Tensor targets;

    /** Trains all parameters of the network at one rate. */
    public ClassifierTask(ImageClassifier model) {
        this(model, false, 1);
    }

    /**
     * A task for fine-tuning.
     *
     * @param freeze whether only the classifier and the norm before it are trained
     * @param layerDecay ratio of the learning rate of a layer to that of the next layer; 1 for one
     *     rate
     */
    public ClassifierTask(ImageClassifier model, boolean freeze, double layerDecay) {
        this.model = model;
        this.freeze = freeze;
        this.layerDecay = new LayerDecay(layerDecay, model.config().depth());
    }

    @Override
    public List<ParameterBlock> parameters() {
        return freeze ? List.of(model.blocks().getLast()) : model.blocks();
    }

    @Override
    public List<ParameterBlock> frozen() {
        List<ParameterBlock> all = model.blocks();
        return freeze ? all.subList(0, all.size() - 1) : List.of();
    }

    /** The blocks of a network are its embeddings, its layers, and what follows them. */
    @Override
    public double rateScale(ParameterBlock block) {
        return layerDecay.scale(model.blocks().indexOf(block));
    }

    @Override
    public Tensor loss(ProgramBuilder builder, int microBatch) {
        image = builder.input("image", model.imageShape(microBatch));
        targets = builder.input("targets", Shape.of(microBatch, model.classes()));
        Tensor logits = model.logits(builder, image);
        return builder.stage("loss", () -> SoftmaxCrossEntropy.apply(builder, logits, targets, 0f));
    }

    @Override
    public void setBatch(ClassificationBatch batch) {
        setBatch(batch.images(), batch.targets());
    }

    /**
     * Copies a micro-batch into the inputs.
     *
     * @param images normalized pixels, [batch, channels, height, width]
     * @param softTargets [batch, classes]
     */
    public void setBatch(float[] images, float[] softTargets) {
        image.set(images);
        targets.set(softTargets);
    }
}
