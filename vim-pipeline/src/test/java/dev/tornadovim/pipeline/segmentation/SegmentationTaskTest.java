package dev.tornadovim.pipeline.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.data.dense.SegmentationBatch;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.train.CosineSchedule;
import dev.tornadovim.pipeline.train.OptimizerConfig;
import dev.tornadovim.pipeline.train.OptimizerState;
import dev.tornadovim.pipeline.train.TrainingConfig;
import dev.tornadovim.pipeline.train.TrainingProgram;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

class SegmentationTaskTest {

    private static final int BATCH = 2;
    private static final int SIDE = 64;

    @Test
    void aBatchWithoutClassesHasLossZeroAndGradientsZero() {
        SegmentationModel model = SmallNetwork.initialised(SmallNetwork.CONFIG);
        SegmentationTask task = new SegmentationTask(model, false, 1);
        ProgramBuilder builder = new ProgramBuilder(true);
        task.parameters().forEach(builder::train);
        Tensor loss = task.loss(builder, BATCH);
        builder.output("loss", loss);
        Tensor one = Tensor.allocated("one", Shape.of(1), Storage.Kind.STATE);
        one.set(new float[] {1});
        builder.backward(Map.of(loss, one));
        List<Tensor> gradients =
                task.parameters().stream()
                        .map(block -> builder.gradient(block).orElseThrow())
                        .toList();
        SegmentationBatch batch = stripes();
        Arrays.fill(batch.labels(), SegmentationConfig.IGNORED);
        task.setBatch(batch);
        try (Engine engine = new CpuEngine(1);
                Execution execution = engine.load(builder.build())) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
        }
        assertThat(loss.toArray()).containsExactly(0);
        gradients.forEach(g -> assertThat(g.toArray()).as(g.name()).containsOnly(0));
    }

    @Test
    void learnsWhichStripesAreBright() {
        SegmentationModel model = SmallNetwork.initialised(SmallNetwork.config(0.1f));
        float[] means = model.statistics().getLast().get("convs.0.bn.running_mean").toArray();
        List<Float> losses = train(new SegmentationTask(model, false, 1), 30);

        assertThat(losses.getFirst()).isCloseTo(1.4f * (float) Math.log(3), within(0.2f));
        assertThat(losses.getLast()).isLessThan(0.2f * losses.getFirst());
        assertThat(model.statistics().getLast().get("convs.0.bn.running_mean").toArray())
                .isNotEqualTo(means);
    }

    @Test
    void oneSeedGivesTheSameLossesTwice() {
        List<List<Float>> runs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SegmentationModel model = SmallNetwork.initialised(SmallNetwork.config(0.1f));
            runs.add(train(new SegmentationTask(model, false, 0.9), 5));
        }
        assertThat(runs.get(0)).isEqualTo(runs.get(1));
    }

    @Test
    void aFrozenBackboneStaysAsItIs() {
        SegmentationModel model = SmallNetwork.initialised(SmallNetwork.CONFIG);
        SegmentationTask task = new SegmentationTask(model, true, 1);
        assertThat(task.parameters()).isEqualTo(model.heads());
        assertThat(task.frozen()).isEqualTo(model.backbone().blocks());
        float[] before = model.backbone().blocks().get(2).flat().toArray();
        float[] head = model.heads().get(1).flat().toArray();
        train(task, 2);
        assertThat(model.backbone().blocks().get(2).flat().toArray()).isEqualTo(before);
        assertThat(model.heads().get(1).flat().toArray()).isNotEqualTo(head);
    }

    /** BEiT's constructor: d^(depth + 1) for embeddings, d^(depth - i) for layer i, 1 for heads. */
    @Test
    void theRateDecaysFromLayerToLayer() {
        SegmentationModel model = SmallNetwork.initialised(SmallNetwork.CONFIG);
        SegmentationTask task = new SegmentationTask(model, false, 0.5);
        assertThat(task.parameters().stream().map(task::rateScale))
                .containsExactly(1.0 / 32, 1.0 / 16, 1.0 / 8, 1.0 / 4, 1.0 / 2, 1.0, 1.0, 1.0);
    }

    private static List<Float> train(SegmentationTask task, int steps) {
        var training =
                new TrainingConfig(
                        7,
                        BATCH,
                        1,
                        new OptimizerConfig(1e-2, 0.9, 0.999, 1e-8, 0, 1, 0),
                        new CosineSchedule(1, 0, 0, 0),
                        1,
                        0,
                        false);
        OptimizerState state = new OptimizerState(task, false);
        TrainingProgram program = new TrainingProgram(task, training, state);
        List<Float> losses = new ArrayList<>();
        try (Engine engine = new CpuEngine(2);
                Execution execution = engine.load(program.program())) {
            for (int step = 0; step < steps; step++) {
                program.prepareUpdate(1e-2, step + 1);
                task.setBatch(stripes());
                program.prepareForward(7, step);
                execution.run(Phase.FORWARD);
                execution.run(Phase.BACKWARD);
                execution.run(Phase.UPDATE);
                float sum = program.loss().toArray()[0];
                float parts =
                        program.lossParts().get("loss_decode").toArray()[0]
                                + 0.4f * program.lossParts().get("loss_auxiliary").toArray()[0];
                assertThat(sum).isCloseTo(parts, within(1e-5f * parts));
                losses.add(sum);
            }
            for (ParameterBlock block : task.weights()) {
                execution.download(block.flat());
            }
        }
        return losses;
    }

    /** Upright stripes of 16 pixels, class 2 bright and class 0 dark, with a border to ignore. */
    private static SegmentationBatch stripes() {
        float[] images = new float[BATCH * 3 * SIDE * SIDE];
        float[] labels = new float[BATCH * SIDE * SIDE];
        for (int b = 0; b < BATCH; b++) {
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    boolean bright = (x / 16 + b) % 2 == 0;
                    int label = y < 4 ? SegmentationConfig.IGNORED : bright ? 2 : 0;
                    labels[(b * SIDE + y) * SIDE + x] = label;
                    for (int c = 0; c < 3; c++) {
                        images[((b * 3 + c) * SIDE + y) * SIDE + x] = bright ? 1 : -1;
                    }
                }
            }
        }
        return new SegmentationBatch(images, labels, BATCH);
    }
}
