package dev.tornadovim.kernels.engine.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Map;

/** The text is TornadoVM 5.2's, of two executions on PoCL, shortened. */
class KernelTimesTest {

    private static final String FIRST =
            """
            {
                "g1_first": {
                    "COPY_IN_TIME": "111",
                    "TOTAL_KERNEL_TIME": "300",
                    "g1_first.t0_scale": {
                        "BACKEND": "OPENCL",
                        "TASK_KERNEL_TIME": "100",
                        "TASK_COMPILE_DRIVER_TIME": "0"
                    },\s
                    "g1_first.t1_scale": {
                        "TASK_KERNEL_TIME": "200"
                    }
                }
            }
            """;

    private static final String SECOND =
            """
            {
                "g1_first": {
                    "TOTAL_KERNEL_TIME": "7",
                    "COPY_OUT_TIME": "5",
                    "g1_first.t1_scale": {
                        "TASK_KERNEL_TIME": "7"
                    }
                }
            }
            """;

    @Test
    void kernelsAndCopiesAreRead() {
        assertThat(KernelTimes.ofLast("g1_first", FIRST))
                .isEqualTo(
                        new KernelTimes(
                                Map.of("g1_first.t0_scale", 100L, "g1_first.t1_scale", 200L),
                                111,
                                0));
    }

    @Test
    void onlyTheLastExecutionCounts() {
        assertThat(KernelTimes.ofLast("g1_first", FIRST + SECOND))
                .isEqualTo(new KernelTimes(Map.of("g1_first.t1_scale", 7L), 0, 5));
    }
}
