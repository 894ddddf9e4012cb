package dev.tornadovim.data.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class SampleOrderTest {

    @Test
    void shufflesEveryEpochDifferently() {
        int[] first = new SampleOrder.Shuffled().of(1000, 1, 0);
        int[] second = new SampleOrder.Shuffled().of(1000, 1, 1);
        int[] sorted = new SampleOrder.Sequential().of(1000, 1, 0);
        assertThat(first).isNotEqualTo(second).isNotEqualTo(sorted);
        assertThat(first).isEqualTo(new SampleOrder.Shuffled().of(1000, 1, 0));
        assertThat(first).isNotEqualTo(new SampleOrder.Shuffled().of(1000, 2, 0));
        assertThat(Arrays.stream(first).sorted()).containsExactlyElementsOf(boxed(sorted));
        assertThat(Arrays.stream(second).sorted()).containsExactlyElementsOf(boxed(sorted));
    }

    @Test
    void repeatsEachDrawnSampleThreeTimes() {
        var order = new SampleOrder.Repeated(3);
        assertThat(order.length(1000)).isEqualTo(768);
        assertThat(order.length(100)).isEqualTo(100);
        int[] samples = order.of(1000, 1, 0);
        assertThat(samples).hasSize(768);
        for (int i = 0; i < 768; i += 3) {
            assertThat(samples[i + 1]).isEqualTo(samples[i]);
            assertThat(samples[i + 2]).isEqualTo(samples[i]);
        }
        assertThat(Arrays.stream(samples).distinct().count()).isEqualTo(256);
    }

    private static Iterable<Integer> boxed(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
