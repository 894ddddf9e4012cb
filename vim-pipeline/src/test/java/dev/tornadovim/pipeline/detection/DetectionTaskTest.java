package dev.tornadovim.pipeline.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.data.coco.Instance;
import dev.tornadovim.data.coco.Placement;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.box.Boxes;
import dev.tornadovim.pipeline.detection.region.Truth;
import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.metric.Metrics;
import dev.tornadovim.pipeline.train.CosineSchedule;
import dev.tornadovim.pipeline.train.OptimizerConfig;
import dev.tornadovim.pipeline.train.OptimizerState;
import dev.tornadovim.pipeline.train.TrainingConfig;
import dev.tornadovim.pipeline.train.TrainingProgram;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

class DetectionTaskTest {

    private static final long SEED = 5;
    private static final int STEPS = 120;
    private static final TrainingConfig CONFIG =
            new TrainingConfig(
                    SEED,
                    2,
                    1,
                    new OptimizerConfig(1.5e-3, 0.9, 0.999, 1e-8, 0.05, 1, 0),
                    new CosineSchedule(1, 0, 0, 0),
                    1,
                    0,
                    false);

    /** A model under training. */
    private static final class Learner {
        final DetectionModel model = TinyScenes.model(1);
        final DetectionTask task = new DetectionTask(model, false, 1);
        final OptimizerState state = new OptimizerState(task, false);
        final TrainingProgram program = new TrainingProgram(task, CONFIG, state);

        /** Losses of the steps from one to another. */
        List<Float> train(List<Truth> truths, int from, int to, int threads) {
            List<Float> losses = new ArrayList<>();
            task.set(TinyScenes.images(), truths);
            try (var engine = new CpuEngine(threads);
                    Execution execution = engine.load(program.program())) {
                for (int step = from; step < to; step++) {
                    program.prepareForward(SEED, step);
                    program.prepareUpdate(rate(step), step + 1);
                    execution.run(Phase.FORWARD);
                    losses.add(program.loss().toArray()[0]);
                    execution.run(Phase.BACKWARD);
                    execution.run(Phase.UPDATE);
                }
            }
            return losses;
        }
    }

    /** Warm-up, then half a cosine. */
    private static double rate(int step) {
        double warm = Math.min(1, (step + 1) / 10.0);
        return CONFIG.optimizer().learningRate()
                * warm
                * (1 + Math.cos(Math.PI * step / STEPS))
                / 2;
    }

    @Test
    void learnsTwoImagesByHeart() {
        Learner learner = new Learner();
        List<Float> losses = learner.train(TinyScenes.truths(), 0, STEPS, 2);
        assertThat(losses.getLast()).isLessThan(0.75f * losses.getFirst());
        // Boxes of later stages have the more to learn the better those of earlier ones get.
        assertThat(learner.task.lossParts().get("loss_rpn_cls").toArray()[0]).isLessThan(0.07f);
        TinyDataset data = new TinyDataset();
        try (var engine = new CpuEngine(2);
                var loader = data.loader(2);
                var evaluator =
                        new DetectionEvaluator(learner.task, engine, loader, data.annotations())) {
            Metrics metrics = evaluator.evaluate(learner.task.weights());
            assertThat(metrics.images()).isEqualTo(2);
            assertThat(metrics.value(Metric.BOX_AP)).isGreaterThan(0.7);
            assertThat(metrics.value(Metric.MASK_AP)).isGreaterThan(0.5);
        }
        whatWasNotLookedAtIsNotMissed(learner.task, data);
    }

    /** An evaluation that ends early has the figures of the images so far. */
    private static void whatWasNotLookedAtIsNotMissed(DetectionTask task, TinyDataset data) {
        try (var engine = new CpuEngine(2);
                var loader = data.loader(1);
                var evaluator = new DetectionEvaluator(task, engine, loader, data.annotations())) {
            Metrics metrics = evaluator.evaluate(task.weights(), images -> false);
            assertThat(metrics.images()).isEqualTo(1);
            assertThat(metrics.value(Metric.BOX_AP)).isGreaterThan(0.7);
        }
    }

    private static Boxes boxes(double[] box) {
        return new Boxes(
                new float[] {(float) box[0], (float) box[1], (float) box[2], (float) box[3]});
    }

    @Test
    void anImageWithoutObjectsHasFiniteLossesAndNoMasks() {
        Truth empty = Truth.of(TinyScenes.SIZE, TinyScenes.SIZE, List.of());
        Learner learner = new Learner();
        List<Float> losses = learner.train(List.of(empty, empty), 0, 3, 2);
        assertThat(losses).allMatch(Float::isFinite);
        float mask = learner.task.lossParts().get("loss_mask").toArray()[0];
        assertThat(mask).isZero();
        assertThat(learner.task.lossParts().get("loss_rpn_loc").toArray()[0]).isZero();
        assertThat(learner.task.lossParts().get("loss_cls_stage2").toArray()[0]).isPositive();
    }

    @Test
    void oneImageWithoutObjectsDoesNotDisturbTheOther() {
        Truth empty = Truth.of(TinyScenes.SIZE, TinyScenes.SIZE, List.of());
        Learner learner = new Learner();
        List<Float> losses = learner.train(List.of(TinyScenes.truths().getFirst(), empty), 0, 3, 2);
        assertThat(losses).allMatch(Float::isFinite);
        assertThat(learner.task.lossParts().get("loss_mask").toArray()[0]).isPositive();
    }

    @Test
    void crowdsAndObjectsWithoutAreaAreNotLearned() {
        Instance known = TinyScenes.instances().getFirst().getFirst();
        Instance crowd = new Instance(1, known.box(), true, known.mask());
        Instance flat = new Instance(1, new double[] {5, 5, 5, 9}, false, known.mask());
        Truth truth = Truth.of(64, 64, List.of(crowd, known, flat));
        assertThat(truth.labels()).containsExactly(0);
        assertThat(truth.boxes()).isEqualTo(boxes(known.box()));
    }

    @Test
    void resumedTrainingGoesOnBitForBit() {
        Learner whole = new Learner();
        List<Float> expected = whole.train(TinyScenes.truths(), 0, 6, 2);
        Learner first = new Learner();
        first.train(TinyScenes.truths(), 0, 3, 1);
        Learner second = new Learner();
        first.state
                .tensors()
                .forEach((name, t) -> second.state.tensors().get(name).set(t.toArray()));
        assertThat(second.train(TinyScenes.truths(), 3, 6, 2)).isEqualTo(expected.subList(3, 6));
    }

    @Test
    void theLossOfTheLastHeadsHasTheGradientOfFiniteDifferences() {
        Learner learner = new Learner();
        learner.train(TinyScenes.truths(), 0, 2, 2);
        var task = new DetectionTask(learner.model, true, 1);
        var builder = new ProgramBuilder(true);
        task.parameters().forEach(builder::train);
        Tensor loss = task.loss(builder, 2);
        builder.output("loss", loss);
        Tensor one = Tensor.allocated("one", Shape.of(1), Storage.Kind.STATE);
        one.set(new float[] {1});
        builder.backward(Map.of(loss, one));
        task.set(TinyScenes.images(), TinyScenes.truths());
        List<ParameterBlock> blocks = task.parameters();
        try (var engine = new CpuEngine(2);
                Execution execution = engine.load(builder.build())) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
            // No box depends on what the last stage and the mask head say.
            for (ParameterBlock block : blocks.subList(blocks.size() - 2, blocks.size())) {
                Tensor gradients = builder.gradient(block).orElseThrow();
                block.parameters()
                        .forEach(
                                (name, p) ->
                                        checkLargest(
                                                p,
                                                p.in(gradients.storage(), name).toArray(),
                                                () -> {
                                                    execution.run(Phase.FORWARD);
                                                    return loss.toArray()[0];
                                                }));
            }
        }
    }

    /** Compares the largest component of a gradient with a difference of losses. */
    private static void checkLargest(Tensor parameter, float[] gradient, Supplier<Float> loss) {
        int at = 0;
        for (int i = 0; i < gradient.length; i++) {
            at = Math.abs(gradient[i]) > Math.abs(gradient[at]) ? i : at;
        }
        float[] values = parameter.toArray();
        float step = 4e-3f;
        double difference = 0;
        for (int sign = -1; sign <= 1; sign += 2) {
            float[] moved = values.clone();
            moved[at] += sign * step;
            parameter.set(moved);
            difference += sign * (double) loss.get();
        }
        parameter.set(values);
        assertThat(difference / (2 * step))
                .as("derivative by element %d of %s", at, parameter.name())
                .isCloseTo(gradient[at], within(1e-3 + 0.05 * Math.abs(gradient[at])));
    }

    @Test
    void anImageForWhichOutputsAreNotFiniteHasNoDetectionsAndTheOtherHasItsOwn() {
        float[] images = TinyScenes.images();
        Placement whole = new TinyDataset().placement();
        try (var engine = new CpuEngine(2);
                var detector = new Detector(TinyScenes.model(1), engine, 2)) {
            var both = detector.detect(images, List.of(whole, whole));
            images[images.length / 2 + 7] = Float.NaN;
            var one = detector.detect(images, List.of(whole, whole));
            assertThat(both.get(0)).isPresent();
            assertThat(both.get(1)).isPresent();
            assertThat(one.get(0).orElseThrow())
                    .usingRecursiveComparison()
                    .isEqualTo(both.get(0).orElseThrow());
            assertThat(one.get(1)).isEmpty();
        }
    }

    /** Each of the heads alone: what is not finite before the proposals never reaches the boxes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "proposal_generator.rpn_head.objectness_logits.bias",
                "roi_heads.box_predictor.0.bbox_pred.bias",
                "roi_heads.box_predictor.1.cls_score.bias",
                "roi_heads.box_predictor.2.bbox_pred.bias",
                "roi_heads.mask_head.predictor.bias"
            })
    void anEvaluationWithoutFiniteOutputsMeasuresNothing(String parameter) {
        DetectionModel model = TinyScenes.model(1);
        DetectionTask task = new DetectionTask(model, false, 1);
        Tensor bias = model.heads().parameters().get(parameter);
        float[] values = new float[bias.size()];
        Arrays.fill(values, Float.NaN);
        bias.set(values);
        TinyDataset data = new TinyDataset();
        try (var engine = new CpuEngine(2);
                var loader = data.loader(2);
                var evaluator = new DetectionEvaluator(task, engine, loader, data.annotations())) {
            Metrics metrics = evaluator.evaluate(task.weights());
            assertThat(metrics.nonFinite()).isEqualTo(2);
            assertThat(metrics.nothingFinite()).isTrue();
            assertThat(metrics.values().values()).containsOnly(Double.NaN);
        }
    }
}
