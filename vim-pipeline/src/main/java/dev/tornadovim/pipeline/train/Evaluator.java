package dev.tornadovim.pipeline.train;

import dev.tornadovim.data.load.Batch;
import dev.tornadovim.data.load.BatchLoader;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.metric.ClassificationMetrics;
import dev.tornadovim.pipeline.model.ImageClassifier;

import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Measures a classifier on a data set. It has parameters of its own, so that weights under training
 * and their average are evaluated by one program.
 */
public final class Evaluator implements AutoCloseable {

    private final ImageClassifier model;
    private final BatchLoader loader;
    private final Execution execution;
    private final Tensor image;
    private final Tensor logits;

    /** Builds and loads the program for the loader's batch size. */
    public Evaluator(ImageClassifier trained, Engine engine, BatchLoader loader) {
        this.model = trained.copy();
        this.loader = loader;
        ProgramBuilder builder = new ProgramBuilder(false);
        image = builder.input("image", model.imageShape(loader.batchSize()));
        logits = model.logits(builder, image);
        builder.output("logits", logits);
        execution = engine.load(builder.build());
    }

    /**
     * Evaluates weights.
     *
     * @param weights blocks of the layout of the model's parameters, in the same order
     */
    public ClassificationMetrics evaluate(List<ParameterBlock> weights) {
        return evaluate(weights, images -> {});
    }

    /**
     * Evaluates weights and tells how far it is.
     *
     * @param progress receives the number of images done so far, after each batch
     */
    public ClassificationMetrics evaluate(List<ParameterBlock> weights, LongConsumer progress) {
        for (int i = 0; i < weights.size(); i++) {
            ParameterBlock own = model.blocks().get(i);
            own.storage().segment().copyFrom(weights.get(i).storage().segment());
            execution.upload(own.flat());
        }
        ClassificationMetrics metrics = new ClassificationMetrics(model.classes());
        Iterator<Batch> batches = loader.epoch(0, 0);
        while (batches.hasNext()) {
            Batch batch = batches.next();
            image.set(batch.images());
            execution.run(Phase.FORWARD);
            execution.download(logits);
            metrics.add(logits.toArray(), batch.labels(), batch.count());
            progress.accept(metrics.confusion().total());
        }
        return metrics;
    }

    @Override
    public void close() {
        execution.close();
    }
}
