package dev.tornadovim.pipeline.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ranges of what a training is told. */
class SettingsTest {

    private static final Schedule ONE_EPOCH = new CosineSchedule(1, 0, 0, 0);

    @ParameterizedTest
    @CsvSource({
        "0, 0.9, 0.999, 1e-8, 0, 0, 0, learningRate must be positive",
        "NaN, 0.9, 0.999, 1e-8, 0, 0, 0, learningRate must be positive",
        "1e-3, 1, 0.999, 1e-8, 0, 0, 0, 'beta1 must be in [0, 1)'",
        "1e-3, -0.1, 0.999, 1e-8, 0, 0, 0, 'beta1 must be in [0, 1)'",
        "1e-3, 0.9, 1, 1e-8, 0, 0, 0, 'beta2 must be in [0, 1)'",
        "1e-3, 0.9, -0.1, 1e-8, 0, 0, 0, 'beta2 must be in [0, 1)'",
        "1e-3, 0.9, 0.999, 0, 0, 0, 0, epsilon must be positive",
        "1e-3, 0.9, 0.999, 1e-8, -0.1, 0, 0, weightDecay must be 0 or more",
        "1e-3, 0.9, 0.999, 1e-8, 0, -1, 0, clipNorm must be 0 (off) or more",
        "1e-3, 0.9, 0.999, 1e-8, 0, 0, 1, 'emaDecay must be in [0, 1), 0 is off'",
        "1e-3, 0.9, 0.999, 1e-8, 0, 0, -0.1, 'emaDecay must be in [0, 1), 0 is off'"
    })
    void optimizersOutsideTheirRangesAreRefused(
            double rate,
            double beta1,
            double beta2,
            double epsilon,
            double weightDecay,
            double clipNorm,
            double emaDecay,
            String message) {
        assertThatThrownBy(
                        () ->
                                new OptimizerConfig(
                                        rate,
                                        beta1,
                                        beta2,
                                        epsilon,
                                        weightDecay,
                                        clipNorm,
                                        emaDecay))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theEndsOfTheRangesBelongToThem() {
        assertThatCode(() -> new OptimizerConfig(1e-3, 0, 0, 1e-8, 0, 0, 0))
                .doesNotThrowAnyException();
        assertThatCode(() -> training(1, 1, 1, 0)).doesNotThrowAnyException();
        assertThatCode(() -> new LayerDecay(1, 4)).doesNotThrowAnyException();
        assertThatCode(() -> new CosineSchedule(2, 2, 0, 0)).doesNotThrowAnyException();
    }

    @Test
    void coursesOutsideTheirRangesAreRefused() {
        for (int[] wrong : new int[][] {{0, 1}, {1, 0}, {5, 2}}) {
            assertThatThrownBy(() -> training(wrong[0], wrong[1], 1, 0))
                    .hasMessageContaining("not %d and %d".formatted(wrong[0], wrong[1]));
        }
        assertThatThrownBy(() -> training(1, 1, 0, 0)).hasMessageContaining("not 0 and 0");
        assertThatThrownBy(() -> training(1, 1, 1, -1)).hasMessageContaining("not 1 and -1");
        for (double decay : new double[] {0, 1.01, Double.NaN}) {
            assertThatThrownBy(() -> new LayerDecay(decay, 4))
                    .hasMessageContaining("more than 0 and at most 1, not " + decay);
        }
        assertThatThrownBy(() -> new PolySchedule(0, Warmup.ofEpochs(0, 0), 0, RateUpdate.STEP))
                .hasMessageContaining("at least 1, not 0");
        assertThatThrownBy(() -> new CosineSchedule(2, 2.5, 0, 0))
                .hasMessageContaining("from 0 to 2, not 2.5");
        assertThatThrownBy(() -> new CosineSchedule(2, 0, 0, -1e-6))
                .hasMessageContaining("must not be negative");
    }

    private static TrainingConfig training(int batch, int micro, int evalEvery, int checkpoint) {
        var optimizer = new OptimizerConfig(1e-3, 0.9, 0.999, 1e-8, 0, 0, 0);
        return new TrainingConfig(
                0, batch, micro, optimizer, ONE_EPOCH, evalEvery, checkpoint, false);
    }
}
