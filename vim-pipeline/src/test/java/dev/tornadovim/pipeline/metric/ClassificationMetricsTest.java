package dev.tornadovim.pipeline.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

/** Expected values: torch.nn.functional.cross_entropy in float64, and topk read by hand. */
class ClassificationMetricsTest {

    private static final float[] LOGITS = {
        -0.0766f, 0.3599f, -0.782f, 0.0715f, 0.6648f, -0.2868f, 1.6206f,
        -1.5967f, -0.0517f, -0.306f, 0.2485f, -0.2226f, -0.3448f, 0.4937f,
        -0.0776f, -1.8054f, -0.476f, -0.2929f, -0.3481f, 0.3487f, 0.3736f,
        0.0134f, 0.7737f, -0.1092f, -0.2712f, 0.1416f, 0.1295f, 0.6814f
    };
    private static final int[] LABELS = {2, 0, 6, 2};

    @Test
    void agreesWithTorch() {
        ClassificationMetrics metrics = new ClassificationMetrics(7);
        metrics.add(LOGITS, LABELS, 4);
        assertThat(metrics.loss()).isCloseTo(2.6046653962178556, within(1e-7));
        assertThat(metrics.top1()).isEqualTo(0.25);
        assertThat(metrics.top5()).isEqualTo(0.25);
        assertThat(metrics.confusion().orElseThrow().count(2, 6)).isEqualTo(1);
        assertThat(metrics.confusion().orElseThrow().count(6, 6)).isEqualTo(1);
        assertThat(metrics.images()).isEqualTo(4);
    }

    @Test
    void paddingOfTheLastBatchDoesNotCount() {
        ClassificationMetrics metrics = new ClassificationMetrics(7);
        metrics.add(LOGITS, new int[] {6, 6, -1, -1}, 2);
        assertThat(metrics.images()).isEqualTo(2);
        assertThat(metrics.top1()).isEqualTo(1);
    }

    @Test
    void amongEqualLogitsTheFirstClassWins() {
        ClassificationMetrics metrics = new ClassificationMetrics(6);
        metrics.add(new float[12], new int[] {0, 5}, 2);
        assertThat(metrics.top1()).isEqualTo(0.5);
        assertThat(metrics.top5()).isEqualTo(0.5);
        assertThat(metrics.confusion().orElseThrow().count(5, 0)).isEqualTo(1);
    }

    /** Of three images, one has a logit that is no number and one an infinite one. */
    @Test
    void logitsThatAreNotFiniteCountAsWrong() {
        ClassificationMetrics metrics = new ClassificationMetrics(2);
        metrics.add(
                new float[] {3, 2, Float.NaN, 1, Float.POSITIVE_INFINITY, 0},
                new int[] {0, 0, 0},
                3);
        assertThat(metrics.top1()).isEqualTo(1.0 / 3);
        assertThat(metrics.top5()).isEqualTo(1.0 / 3);
        assertThat(metrics.loss()).isNaN();
        assertThat(metrics.metrics().nonFinite()).isEqualTo(2);
        assertThat(metrics.metrics().nothingFinite()).isFalse();
        ConfusionMatrix confusion = metrics.confusion().orElseThrow();
        assertThat(confusion.count(0, 0)).isEqualTo(1);
        assertThat(confusion.unpredicted(0)).isEqualTo(2);
    }

    @Test
    void whereNoLogitIsFiniteNothingWasMeasured() {
        float[] logits = new float[14];
        Arrays.fill(logits, Float.NaN);
        ClassificationMetrics metrics = new ClassificationMetrics(7);
        metrics.add(logits, new int[] {0, 3}, 2);
        assertThat(metrics.metrics().values().values()).containsOnly(Double.NaN);
        assertThat(metrics.metrics().images()).isEqualTo(2);
        assertThat(metrics.metrics().nothingFinite()).isTrue();
    }

    /** A matrix of 21,841 classes takes 3.8 GB, and the square of 46,341 is no int. */
    @Test
    void manyClassesAreMeasuredWithoutAMatrix() {
        for (int classes : new int[] {ConfusionMatrix.MOST_CLASSES + 1, 21_841, 46_341}) {
            ClassificationMetrics metrics = new ClassificationMetrics(classes);
            float[] logits = new float[2 * classes];
            logits[classes - 1] = 1;
            logits[classes + 7] = 1;
            metrics.add(logits, new int[] {classes - 1, 0}, 2);
            assertThat(metrics.top1()).isEqualTo(0.5);
            assertThat(metrics.top5()).isEqualTo(1);
            assertThat(metrics.metrics().confusion()).isEmpty();
        }
        assertThat(new ClassificationMetrics(ConfusionMatrix.MOST_CLASSES).confusion()).isPresent();
    }
}
