package dev.tornadovim.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

class SweepEstimateTest {
    private static final ConfigLoader LOADER = new ConfigLoader(ConfigFolder.locate(Path.of("")));
    private static final SweepBounds BOUNDS = new SweepBounds(2, 8L << 30, 0);

    private static List<String> lines(String last) {
        var overrides =
                List.of("model.depth=1,2", "seed=range(2)", "model.dModel=16", "engine=cpu", last);
        return SweepEstimate.lines(LOADER, "fashion-mnist", overrides, BOUNDS);
    }

    @Test
    void everyJobIsOneLineWithItsNumberAndOverrides() {
        var lines = lines("schedule.epochs=2");
        assertThat(lines).hasSize(6);
        assertThat(lines.getFirst()).matches("job +overrides +memory +time");
        assertThat(lines.get(3))
                .matches(
                        "2 +model.depth=2 seed=0 model.dModel=16 engine=cpu schedule.epochs=2"
                                + " +[0-9]+ MiB +([0-9]+ min )?[0-9]+ s");
        assertThat(lines.getLast())
                .matches("4 jobs, 2 at once with 1 thread and 4096 MiB each: about .* s .*");
        assertThat(figures(lines.get(1)))
                .as("the seed makes no difference")
                .isEqualTo(figures(lines.get(2)))
                .isNotEqualTo(figures(lines.get(3)));
    }

    private static String figures(String line) {
        return line.substring(line.indexOf("epochs=2"));
    }

    @Test
    void withoutImagesTheTimeIsUnknown() {
        var lines = lines("data.dir=/nowhere");
        assertThat(lines.get(1)).matches("0 .* data.dir=/nowhere +[0-9]+ MiB +unknown");
        assertThat(lines.getLast()).contains("each: about unknown");
    }

    @Test
    void aJobStartsAsSoonAsASlotIsFree() {
        assertThat(total(1, 5, 2, 2, 2, 2)).hasValue(13);
        assertThat(total(2, 5, 2, 2, 2, 2)).hasValue(7);
        assertThat(total(9, 5, 2, 2, 2, 2)).hasValue(5);
        assertThat(SweepEstimate.total(List.of(OptionalDouble.of(1), OptionalDouble.empty()), 1))
                .isEmpty();
    }

    private static OptionalDouble total(int atOnce, double... seconds) {
        return SweepEstimate.total(
                DoubleStream.of(seconds).mapToObj(OptionalDouble::of).toList(), atOnce);
    }
}
