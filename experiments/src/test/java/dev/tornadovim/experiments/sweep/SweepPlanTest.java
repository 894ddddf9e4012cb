package dev.tornadovim.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.pipeline.model.ImageClassifier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "seed=choice(0,2) -> seed=0|seed=2",
                "seed=range(0,3,1) -> seed=0|seed=1|seed=2",
                "optim.weightDecay=range(0,0.2,0.05) -> optim.weightDecay=0.00|"
                        + "optim.weightDecay=0.05|optim.weightDecay=0.10|optim.weightDecay=0.15",
                "data.dir='a,b', c -> data.dir='a,b'|data.dir=c",
                "model=glob(*_28) -> model=deit_28|model=vim_28",
                "model=glob([vim_sm*,?eit_28],exclude=*_*_*) -> model=deit_28|model=vim_small"
            })
    void functionsStandForTheirValues(String override, String jobs) {
        assertThat(overrides(plan(override))).containsExactly(jobs.split("\\|"));
    }

    static Stream<String> studies() {
        return ConfigFolder.locate(Path.of("")).names().stream()
                .filter(name -> !LOADER.sweep(name).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("studies")
    void everyJobOfAStudyMakesANetwork(String name) {
        var jobs = SweepPlan.of(LOADER, name, List.of()).jobs();
        var networks = jobs.stream().map(job -> classifier(job).parameterCount()).toList();
        assertThat(networks).hasSizeBetween(6, 15).allMatch(count -> count > 0);
    }

    @Test
    void theBackbonesThatAreComparedAreOfOneSize() {
        var plan = SweepPlan.of(LOADER, "study-backbone", List.of("seed=0"));
        var networks = plan.jobs().stream().map(SweepPlanTest::classifier).toList();
        assertThat(networks).hasSize(2);
        assertThat((double) networks.getLast().parameterCount())
                .isCloseTo(networks.getFirst().parameterCount(), withinPercentage(10));
    }

    @Test
    void theLongSequenceIsOfFinerPatches() {
        var plan = SweepPlan.of(LOADER, "study-long-sequence", List.of("seed=0", "init=x.pth"));
        assertThat(plan.jobs())
                .extracting(
                        job ->
                                job.resolved()
                                        .config()
                                        .model()
                                        .network(28, 28, 1, 10)
                                        .positions()
                                        .height())
                .containsExactly(7, 13);
        assertThat(plan.jobs())
                .allSatisfy(job -> assertThat(job.resolved().config().init()).hasValue("x.pth"));
    }

    private static ImageClassifier classifier(SweepPlan.Planned job) {
        return job.resolved().config().model().network(28, 28, 1, 10).classifier();
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
                "seed=range(0,2000) -> override seed=range(0,2000): range has more than 1000"
                        + " values",
                "seed=choice(1,1) -> override seed=choice(1,1): 1 a second time",
                "seed=glob(*) -> override seed=glob(*): the key has no group files to match",
                "model=glob() -> override model=glob(): glob takes a pattern, and exclude",
                "model=glob(vim_28),deit_28 -> override model=glob(vim_28),deit_28: glob(...) has"
                        + " to stand alone",
                "model=glob(*,include=a) -> override model=glob(*,include=a): glob has no argument"
                        + " include",
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
    void refusesAPatternThatNoGroupFileMatches() {
        assertThatThrownBy(() -> plan("model=glob(cnn_*)"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("override model=glob(cnn_*): none of deit_28, deit_base, ")
                .hasMessageEndingWith(" matches");
    }

    @Test
    void refusesGiantProducts() {
        var many = "1,2,3,4,5,6,7,8,9,10,11";
        assertThatThrownBy(() -> plan("seed=" + many, "threads=" + many, "log.every=" + many))
                .hasMessage("a sweep of 1331 jobs, expected at most 1000");
    }
}
