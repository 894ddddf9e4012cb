package dev.tornadovim.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class SweepPlanTest {
    private static final ConfigLoader LOADER = new ConfigLoader(ConfigFolder.locate(Path.of("")));

    @TempDir private Path folder;

    private static SweepPlan plan(String... overrides) {
        return SweepPlan.of(LOADER, "fashion-mnist", List.of(overrides));
    }

    private static List<String> overrides(SweepPlan plan) {
        return plan.jobs().stream().map(job -> String.join(" ", job.overrides())).toList();
    }

    @Test
    void everyCombinationOnceTheLastKeyFastest() {
        var plan = plan("model.direction=none,ssm", "threads=1", "seed=0,1");
        assertThat(plan.parameters()).containsExactly("model.direction", "seed");
        assertThat(overrides(plan))
                .containsExactly(
                        "model.direction=none threads=1 seed=0",
                        "model.direction=none threads=1 seed=1",
                        "model.direction=ssm threads=1 seed=0",
                        "model.direction=ssm threads=1 seed=1");
        assertThat(plan.jobs().getLast().resolved().config().seed()).isEqualTo(1);
        assertThat(plan.jobs().getFirst().values())
                .containsExactly(Map.entry("model.direction", "none"), Map.entry("seed", "0"));
    }

    @Test
    void listsQuotesAndGroupsAreValuesToo() {
        var plan =
                plan(
                        "optim.betas=[0.9,0.95], [0.8,0.9]",
                        "++run.tag='a','b'",
                        "model=vim_28,deit_28");
        assertThat(plan.jobs()).hasSize(8);
        assertThat(plan.jobs().get(1).overrides())
                .containsExactly("optim.betas=[0.9,0.95]", "++run.tag='a'", "model=deit_28");
        assertThat(plan.jobs().getLast().resolved().config().optim().betas())
                .containsExactly(0.8, 0.9);
    }

    @Test
    void theCommandReplacesListsOfTheFile() throws IOException {
        var file = folder.resolve("study.yaml");
        Files.writeString(
                file,
                """
                _base_: [%s]
                _sweep_: ["model.depth=1,2", "seed=0,1,2"]
                """
                        .formatted("fashion-mnist.yaml"));
        var plan = SweepPlan.of(LOADER, file.toString(), List.of("seed=5", "threads=1"));
        assertThat(overrides(plan))
                .containsExactly(
                        "model.depth=1 seed=5 threads=1", "model.depth=2 seed=5 threads=1");
        assertThat(plan.parameters()).containsExactly("model.depth");
        assertThat(LOADER.load(file.toString(), List.of()).config().seed())
                .as("train leaves the lists out")
                .isZero();
        Files.writeString(file, "_base_: fashion-mnist.yaml\n_sweep_: {seed: 1}\n");
        assertThatThrownBy(() -> LOADER.load(file.toString(), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("expected a list of overrides such as seed=0,1,2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "seed=3 -> sweep fashion-mnist: nothing has several values, expected one such as"
                        + " seed=0,1,2",
                "seed=1,2,1 -> override seed=1,2,1: 1 a second time",
                "seed=0,1;seed=2,3 -> override seed=2,3: seed has values already, expected one"
                        + " list",
                "seed=0,1;seed=2 -> override seed=2: seed has values already, expected one list",
                "seed=0,,1 -> override seed=0,,1: a value is missing",
                "seed=0,x -> seed in override seed=x is the text 'x', expected a whole number",
                "sed=0,1 -> unknown key sed in override sed=0: did you mean seed?",
                "seed=0,1;model=vim_28,vim_29 -> model=vim_29: no such group file: did you mean"
                        + " vim_28?"
            })
    void refuses(String overrides, String message) {
        assertThatThrownBy(() -> plan(overrides.split(";")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void refusesGiantProducts() {
        var many = "1,2,3,4,5,6,7,8,9,10,11";
        assertThatThrownBy(() -> plan("seed=" + many, "threads=" + many, "log.every=" + many))
                .hasMessage("a sweep of 1331 jobs, expected at most 1000");
    }
}
