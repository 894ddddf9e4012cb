package dev.tornadovim.pipeline.train;

import dev.tornadovim.data.load.Batches;
import dev.tornadovim.data.load.ClassificationBatch;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.metric.ClassificationMetrics;
import dev.tornadovim.pipeline.metric.Metrics;
import dev.tornadovim.pipeline.model.ImageClassifier;

import java.util.Iterator;
import java.util.List;
import java.util.function.LongPredicate;

/** Measures a classifier on a data set. */
public final class ClassifierEvaluator implements Evaluator {

    private final ImageClassifier model;
    private final Batches<ClassificationBatch> loader;
    private final Execution execution;
    private final Tensor image;
    private final Tensor logits;

    /** Builds and loads the program for the loader's batch size. */
    public ClassifierEvaluator(
            ImageClassifier trained, Engine engine, Batches<ClassificationBatch> loader) {
        this.model = trained.copy();
        this.loader = loader;
        ProgramBuilder builder = new ProgramBuilder(false);
        image = builder.input("image", model.imageShape(loader.batchSize()));
        logits = model.logits(builder, image);
        builder.output("logits", logits);
        execution = engine.load(builder.build());
    }

    @Override
    public Metrics evaluate(List<ParameterBlock> weights, LongPredicate goOn) {
        Evaluator.copy(weights, model.blocks(), execution);
        ClassificationMetrics metrics = new ClassificationMetrics(model.classes());
        Iterator<ClassificationBatch> batches = loader.epoch(0, 0);
        boolean more = true;
        while (more && batches.hasNext()) {
            ClassificationBatch batch = batches.next();
            image.set(batch.images());
            execution.run(Phase.FORWARD);
            execution.download(logits);
            metrics.add(logits.toArray(), batch.labels(), batch.count());
            more = goOn.test(metrics.images());
        }
        return metrics.metrics();
    }

    @Override
    public void close() {
        execution.close();
    }
}
