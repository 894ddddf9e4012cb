package dev.tornadovim.pipeline.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

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
        assertThat(metrics.confusion().count(2, 6)).isEqualTo(1);
        assertThat(metrics.confusion().count(6, 6)).isEqualTo(1);
        assertThat(metrics.confusion().total()).isEqualTo(4);
    }

    @Test
    void paddingOfTheLastBatchDoesNotCount() {
        ClassificationMetrics metrics = new ClassificationMetrics(7);
        metrics.add(LOGITS, new int[] {6, 6, -1, -1}, 2);
        assertThat(metrics.confusion().total()).isEqualTo(2);
        assertThat(metrics.top1()).isEqualTo(1);
    }

    @Test
    void amongEqualLogitsTheFirstClassWins() {
        ClassificationMetrics metrics = new ClassificationMetrics(6);
        metrics.add(new float[12], new int[] {0, 5}, 2);
        assertThat(metrics.top1()).isEqualTo(0.5);
        assertThat(metrics.top5()).isEqualTo(0.5);
        assertThat(metrics.confusion().count(5, 0)).isEqualTo(1);
    }
}
