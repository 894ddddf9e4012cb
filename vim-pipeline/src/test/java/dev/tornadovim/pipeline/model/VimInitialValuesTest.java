package dev.tornadovim.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

/** The initial distributions of hustvl/Vim, on Vim-Ti with two layers. */
class VimInitialValuesTest {

    private static ImageClassifier model;

    @BeforeAll
    static void initialise() {
        VimConfig config = VimConfig.builder().depth(2).build();
        model = config.allocate();
        model.initialise(7);
    }

    /** Uniform over ±bound: the variance is bound²/3 and nothing lies outside. */
    @ParameterizedTest
    @CsvSource({
        "mixer.in_proj.weight, 0.0721687836", // 1/√192
        "mixer.x_proj.weight, 0.0510310363", // 1/√384
        "mixer.x_proj_b.weight, 0.0510310363",
        "mixer.conv1d.weight, 0.5", // 1/√4
        "mixer.conv1d_b.weight, 0.5",
        "mixer.conv1d.bias, 0.5",
        "mixer.conv1d_b.bias, 0.5",
        "mixer.dt_proj.weight, 0.288675135", // 1/√12
        "mixer.dt_proj_b.weight, 0.288675135",
        "mixer.out_proj.weight, 0.0360843918" // 1/√384/√(2 layers)
    })
    void uniform(String name, double bound) {
        float[] values = model.blocks().get(2).get(name).toArray();

        assertThat(max(values)).isLessThanOrEqualTo(bound * (1 + 1e-7)).isGreaterThan(0.97 * bound);
        assertMoments(values, bound / Math.sqrt(3));
    }

    /** Normal: the share within one standard deviation tells it from a uniform. */
    @ParameterizedTest
    @CsvSource({
        "patch_embed.proj.weight, 0.0410241",
        "head.weight, 0.02",
        "pos_embed, 0.02",
        "cls_token, 0.02"
    })
    void normal(String name, double std) {
        float[] values = model.parameters().get(name).toArray();

        assertMoments(values, std);
        long inside = 0;
        for (float value : values) {
            inside += Math.abs(value) < std ? 1 : 0;
        }
        double deviation = Math.sqrt(0.6827 * 0.3173 / values.length);
        assertThat((double) inside / values.length).isCloseTo(0.6827, within(5 * deviation));
    }

    @ParameterizedTest
    @CsvSource({
        "mixer.D, 1",
        "mixer.D_b, 1",
        "norm.weight, 1",
        "mixer.dt_proj_b.bias, 0" // the official quirk
    })
    void constant(String name, float value) {
        assertThat(model.blocks().get(1).get(name).toArray()).containsOnly(value);
    }

    @Test
    void headAndPatchBiasesAreZeroAndTheFinalNormOne() {
        assertThat(model.parameters().get("head.bias").toArray()).containsOnly(0);
        assertThat(model.parameters().get("patch_embed.proj.bias").toArray()).containsOnly(0);
        assertThat(model.parameters().get("norm_f.weight").toArray()).containsOnly(1);
    }

    @Test
    void stateMatrixIsMinusOneToMinusSixteen() {
        for (String name : new String[] {"mixer.A_log", "mixer.A_b_log"}) {
            float[] values = model.blocks().get(2).get(name).toArray();
            for (int i = 0; i < values.length; i++) {
                assertThat(Math.exp(values[i])).isCloseTo(i % 16 + 1, within(1e-5));
            }
        }
    }

    @Test
    void stepSizesAreLogUniform() {
        float[] bias = model.blocks().get(1).get("mixer.dt_proj.bias").toArray();
        double[] logs = new double[bias.length];
        for (int i = 0; i < bias.length; i++) {
            logs[i] = Math.log10(Math.log1p(Math.exp(bias[i])));
            assertThat(logs[i]).isBetween(-3 - 1e-4, -1 + 1e-4);
        }
        double mean = Arrays.stream(logs).average().orElseThrow();
        // The mean of 384 uniforms of width 2 deviates by 2/√12/√384 = 0.029.
        assertThat(mean).isCloseTo(-2, within(5 * 0.029));
    }

    @Test
    void valuesDependOnSeedAndNameAlone() {
        VimConfig other = VimConfig.builder().depth(4).direction(DirectionStrategy.NONE).build();
        ImageClassifier same = other.allocate();
        same.initialise(7);
        ImageClassifier differs = other.allocate();
        differs.initialise(8);

        Tensor inProjection = model.blocks().get(2).get("mixer.in_proj.weight");
        assertThat(same.blocks().get(2).get("mixer.in_proj.weight").toArray())
                .isEqualTo(inProjection.toArray());
        assertThat(differs.blocks().get(2).get("mixer.in_proj.weight").toArray())
                .isNotEqualTo(inProjection.toArray());
        assertThat(model.blocks().get(1).get("mixer.in_proj.weight").toArray())
                .isNotEqualTo(inProjection.toArray());
    }

    private static double max(float[] values) {
        double max = 0;
        for (float value : values) {
            max = Math.max(max, Math.abs(value));
        }
        return max;
    }

    /** Mean and standard deviation within five deviations of their estimates. */
    private static void assertMoments(float[] values, double std) {
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
        }
        int n = values.length;
        assertThat(sum / n).isCloseTo(0, within(5 * std / Math.sqrt(n)));
        assertThat(Math.sqrt(squares / n)).isCloseTo(std, within(5 * std / Math.sqrt(2.0 * n)));
    }
}
