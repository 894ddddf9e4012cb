package dev.tornadovim.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.data.Sample;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.engine.tornado.OnDevice;
import dev.tornadovim.kernels.engine.tornado.TornadoEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoOptions;
import dev.tornadovim.kernels.jvm.JvmRuntime;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.VimConfig;

import org.junit.jupiter.api.Test;

/**
 * A device learns as the CPU does: whole training steps, each on a batch of its own, with drop path,
 * clipping, weight decay and averaging.
 */
class DeviceTrainingTest {

    private static final int STEPS = 10;
    private static final int BATCH = 3;
    private static final int SEED = 11;

    private static final VimConfig MODEL =
            VimConfig.builder()
                    .image(8, 8)
                    .channels(1)
                    .classes(3)
                    .patch(4, 4)
                    .dModel(32)
                    .depth(2)
                    .dropPathRate(0.2f)
                    .build();

    /** With the fewest kernels, which an OpenCL compiler takes a second each for. */
    private static final VimConfig SMALLEST = MODEL.toBuilder().dModel(8).depth(1).build();

    @Test
    void tenLossesOnTheJvm() {
        JvmRuntime.install();
        assertThatLossesAgree(SMALLEST);
    }

    @OnDevice
    @Test
    void tenLossesOnTheDevice() {
        assertThatLossesAgree(MODEL);
    }

    @OnDevice
    @Test
    void aSecondRunOnTheDeviceGivesTheSameBits() {
        try (Engine device = device()) {
            assertThat(losses(SMALLEST, device)).isEqualTo(losses(SMALLEST, device));
        }
    }

    private static void assertThatLossesAgree(VimConfig model) {
        float[] expected;
        float[] actual;
        try (Engine cpu = new CpuEngine(2);
                Engine device = device()) {
            expected = losses(model, cpu);
            actual = losses(model, device);
        }
        assertThat(expected[STEPS - 1]).as("learns").isLessThan(0.9f * expected[0]);
        for (int i = 0; i < STEPS; i++) {
            assertThat(actual[i]).as("step " + (i + 1)).isCloseTo(expected[i], within(1e-4f));
        }
    }

    private static Engine device() {
        return new TornadoEngine("auto", TornadoOptions.standard());
    }

    private static float[] losses(VimConfig config, Engine engine) {
        ImageClassifier network = config.allocate();
        network.initialise(SEED);
        OptimizerConfig optimizer = new OptimizerConfig(5e-3, 0.9, 0.999, 1e-8, 0.05, 1, 0.9);
        TrainingConfig training =
                new TrainingConfig(
                        SEED, BATCH, 1, optimizer, new CosineSchedule(1, 0, 0, 0), 1, 0, false);
        ClassifierTask task = new ClassifierTask(network);
        TrainingProgram step = new TrainingProgram(task, training, new OptimizerState(task, true));
        float[] losses = new float[STEPS];
        try (Execution execution = engine.load(step.program())) {
            for (int i = 0; i < STEPS; i++) {
                step.prepareUpdate(optimizer.learningRate(), i + 1);
                setBatch(task, config.classes(), i);
                step.prepareForward(SEED, i);
                execution.run(Phase.FORWARD);
                execution.run(Phase.BACKWARD);
                execution.download(step.loss());
                losses[i] = step.loss().toArray()[0];
                execution.run(Phase.UPDATE);
            }
        }
        return losses;
    }

    private static void setBatch(ClassifierTask task, int classes, int number) {
        Stripes data = new Stripes(STEPS * BATCH);
        int pixels = 64;
        float[] images = new float[BATCH * pixels];
        float[] targets = new float[BATCH * classes];
        for (int i = 0; i < BATCH; i++) {
            Sample sample = data.get(number * BATCH + i);
            byte[] values = sample.image().pixels();
            for (int p = 0; p < pixels; p++) {
                images[i * pixels + p] = ((values[p] & 0xFF) - 128) / 128f;
            }
            targets[i * classes + sample.label()] = 1;
        }
        task.setBatch(images, targets);
    }
}
