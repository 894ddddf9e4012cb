package dev.tornadovim.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.VimConfig;

import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** One step of fine-tuning: every layer at its own rate, and frozen layers not at all. */
class FineTuningTest {

    private static final double RATE = 1e-2;
    private static final double DECAY = 0.7;
    private static final double WEIGHT_DECAY = 0.05;
    private static final double EPSILON = 1e-8;
    private static final int DEPTH = 4;
    private static final int BATCH = 3;

    private static final VimConfig MODEL =
            VimConfig.builder()
                    .image(8, 8)
                    .channels(1)
                    .classes(3)
                    .patch(4, 4)
                    .dModel(16)
                    .depth(DEPTH)
                    .build();

    private final ImageClassifier network = MODEL.allocate();

    /** Runs one step without clipping, and returns what the parameters were before it. */
    private Map<String, float[]> step(ClassifierTask task, OptimizerState state) {
        network.initialise(3);
        OptimizerConfig optimizer =
                new OptimizerConfig(RATE, 0.9, 0.999, EPSILON, WEIGHT_DECAY, 0, 0);
        TrainingConfig training =
                new TrainingConfig(
                        0, BATCH, 1, optimizer, new CosineSchedule(1, 0, 0, 0), 1, 0, false);
        TrainingProgram program = new TrainingProgram(task, training, state);
        Random random = new Random(5);
        float[] images = new float[BATCH * 64];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) random.nextGaussian();
        }
        task.setBatch(images, new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
        program.prepareForward(0, 0);
        program.prepareUpdate(RATE, 1);
        Map<String, float[]> before = new LinkedHashMap<>();
        network.parameters().forEach((name, tensor) -> before.put(name, tensor.toArray()));
        try (CpuEngine engine = new CpuEngine(2);
                Execution execution = engine.load(program.program())) {
            for (Phase phase : Phase.values()) {
                execution.run(phase);
            }
        }
        return before;
    }

    /** BEiT's formula with the number of each layer as its name has it. */
    private static double officialScale(String name) {
        int layer = DEPTH + 1;
        if (name.equals("cls_token")
                || name.equals("pos_embed")
                || name.startsWith("patch_embed")) {
            layer = 0;
        } else if (name.startsWith("layers.")) {
            layer = Integer.parseInt(name.split("\\.")[1]) + 1;
        }
        return Math.pow(DECAY, DEPTH + 1 - layer);
    }

    /**
     * The first update of AdamW in double: the gradient is the first moment over 1 - beta1, and both
     * corrected moments are the gradient and its square.
     */
    private static double updated(double p, double firstMoment, boolean decays, double rate) {
        double g = firstMoment / 0.1;
        double kept = decays ? p * (1 - rate * WEIGHT_DECAY) : p;
        return kept - rate * g / (Math.abs(g) + EPSILON);
    }

    @Test
    void layerDecayReachesEveryParameterOfEveryLayer() {
        ClassifierTask task = new ClassifierTask(network, false, DECAY);
        OptimizerState state = new OptimizerState(task, false);
        Map<String, float[]> before = step(task, state);
        int moved = 0;
        for (int b = 0; b < state.parameters().size(); b++) {
            ParameterBlock block = state.parameters().get(b);
            for (Map.Entry<String, Tensor> entry : block.parameters().entrySet()) {
                String name = entry.getKey();
                Tensor tensor = entry.getValue();
                boolean decays = tensor.offset() < block.decayEnd();
                double rate = RATE * officialScale(name);
                float[] old = before.get(name);
                float[] now = tensor.toArray();
                float[] moment = tensor.in(state.firstMoments().get(b).storage(), "m").toArray();
                for (int i = 0; i < now.length; i++) {
                    assertThat((double) now[i])
                            .as(name + "[" + i + "]")
                            .isCloseTo(
                                    updated(old[i], moment[i], decays, rate),
                                    within(1e-6 + 1e-3 * rate));
                    moved += Math.abs(now[i] - old[i]) > 0.5 * rate ? 1 : 0;
                }
            }
        }
        assertThat(moved).as("parameters that moved by their rate").isGreaterThan(4000);
    }

    @Test
    void aFrozenNetworkStaysAndIsSavedWithTheRest() {
        ClassifierTask task = new ClassifierTask(network, true, 1);
        OptimizerState state = new OptimizerState(task, true);
        Map<String, float[]> before = step(task, state);
        network.parameters()
                .forEach(
                        (name, tensor) -> {
                            boolean trained =
                                    name.startsWith("head.") || name.equals("norm_f.weight");
                            if (trained) {
                                assertThat(tensor.toArray())
                                        .as(name)
                                        .isNotEqualTo(before.get(name));
                            } else {
                                assertThat(tensor.toArray()).as(name).isEqualTo(before.get(name));
                            }
                        });
        assertThat(state.weights()).containsKeys("layers.0.mixer.D", "ema.head.weight");
        assertThat(state.weights()).doesNotContainKey("ema.layers.0.mixer.D");
        assertThat(state.tensors()).doesNotContainKey("optimizer.exp_avg.layers.0.mixer.D");
        assertThat(state.averagedWeights()).hasSameSizeAs(task.weights());
    }

    @Test
    void decayBeyondOneIsRefused() {
        assertThatThrownBy(() -> new ClassifierTask(network, false, 1.1))
                .hasMessage("finetune.layerDecay must be more than 0 and at most 1, not 1.1");
    }
}
