package dev.tornadovim.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.experiments.bench.ProductBenchmark.Form;
import dev.tornadovim.experiments.measure.Workload;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProductBenchmarkTest {

    @ParameterizedTest
    @EnumSource
    void theTimedPhaseIsThatProductAndNothingElse(Form form) {
        Workload work = new ProductBenchmark(form, 5, 3, 7).workload();
        var phase = work.parts().getFirst().phase();
        assertThat(work.flops()).isEqualTo(2 * 5 * 3 * 7);
        assertThat(work.program().stages(phase))
                .singleElement()
                .satisfies(stage -> assertThat(stage.steps()).hasSize(1));
        String sizes =
                switch (form) {
                    case FORWARD -> "FORWARD 5 x 7 x 3";
                    case INPUT_GRADIENT -> "INPUT_GRADIENT 5 x 3 x 7";
                    case WEIGHT_GRADIENT -> "WEIGHT_GRADIENT 7 x 3 x 5";
                };
        assertThat(work.name()).isEqualTo(sizes);
    }
}
