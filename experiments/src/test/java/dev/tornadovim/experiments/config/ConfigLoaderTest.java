package dev.tornadovim.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.kernels.op.attention.AttentionForm;
import dev.tornadovim.pipeline.model.ClassToken;
import dev.tornadovim.pipeline.model.DeitConfig;
import dev.tornadovim.pipeline.model.VimConfig;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Inheritance, groups and overrides on a copy of the repository's own base files. */
class ConfigLoaderTest {
    @TempDir private Path root;

    @BeforeEach
    void copyBaseFiles() throws IOException {
        var configs = ConfigFolder.locate(Path.of("")).root();
        try (var files = Files.walk(configs)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var copy = root.resolve(configs.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        write(
                "small.yaml",
                """
                _base_: [_base_/default.yaml, _base_/model/vim_tiny, _base_/data/fashion_mnist.yaml]
                model: {patchSize: 7, depth: 2}
                optim:
                  betas: [0.8, 0.9]
                """);
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(root.resolve(name).getParent());
        Files.writeString(root.resolve(name), text);
    }

    private ExperimentConfig load(String name, String... overrides) {
        return new ConfigLoader(new ConfigFolder(root)).load(name, List.of(overrides)).config();
    }

    @Test
    void laterFilesWinAndSectionsAreMergedKeyByKey() {
        var config = load("small");
        assertThat(config.name()).isEqualTo("small");
        assertThat(config.model().patchSize()).isEqualTo(7);
        assertThat(config.model().dModel()).isEqualTo(192);
        assertThat(config.optim().betas()).containsExactly(0.8, 0.9);
        assertThat(config.data().dir()).isEmpty();
    }

    @Test
    void aConfigOfAnEarlierRunTakesDefaultsForWhatCameLater() {
        var loader = new ConfigLoader(new ConfigFolder(root));
        var whole = loader.load("small", List.of("optim.eps=1e-7")).yaml();
        assertThat(loader.parse("file", whole, List.of()))
                .isEqualTo(load("small", "optim.eps=1e-7"));
        var earlier =
                whole.replaceAll(
                        "(?m)^(tf32|  repeats|  rotary|  exifOrientation|  decayRule):.*\\R", "");
        assertThat(earlier).doesNotContain("tf32", "repeats", "rotary", "exif", "decayRule");
        assertThat(loader.parse("file", earlier, List.of("seed=3")))
                .isEqualTo(load("small", "optim.eps=1e-7", "seed=3"));
    }

    @Test
    void soDoesItsSectionThatOnlySomeTasksHave() throws IOException {
        write("dense.yaml", "_base_: [small.yaml, _base_/segmentation.yaml]\n");
        var loader = new ConfigLoader(new ConfigFolder(root));
        var whole = loader.load("dense", List.of("segmentation.windowStep=28")).yaml();
        var earlier = whole.replaceAll("(?m)^  ratio:.*\\R(  - .*\\R)*", "");
        assertThat(earlier).isNotEqualTo(whole).doesNotContain("ratio");
        assertThat(loader.parse("file", earlier, List.of()))
                .isEqualTo(load("dense", "segmentation.windowStep=28"));
    }

    @Test
    void aSectionThatOnlySomeTasksHaveIsEmptyOrComplete() throws IOException {
        assertThat(load("small").segmentation()).isEmpty();
        write(
                "dense.yaml",
                "_base_: [small.yaml, _base_/segmentation.yaml]\nsegmentation: {windowStep: 28}\n");
        var dense = load("dense", "segmentation.channels=8");
        assertThat(dense.segmentation().orElseThrow().channels()).isEqualTo(8);
        assertThat(dense.segmentation().orElseThrow().ratio()).containsExactly(0.5, 2.0);
        assertThatThrownBy(() -> load("dense", "segmentation.chanels=8"))
                .hasMessageContaining("did you mean segmentation.channels?");
        write("part.yaml", "_base_: small.yaml\nsegmentation: {channels: 8}\n");
        assertThatThrownBy(() -> load("part"))
                .hasMessageContaining("key segmentation.layers is missing");
        write("wrong.yaml", "_base_: dense.yaml\nsegmentation: {channels: many}\n");
        assertThatThrownBy(() -> load("wrong"))
                .hasMessageContaining("segmentation.channels in ")
                .hasMessageContaining("is the text 'many', expected a whole number");
        assertThatThrownBy(() -> load("dense", "segmentation.windowStep=29"))
                .hasMessageContaining(
                        "segmentation.windowStep is 29, expected 1 to data.imageSize, 28");
        assertThatThrownBy(() -> load("dense", "segmentation.ratio=[2.0,0.5]"))
                .hasMessageContaining(
                        "segmentation.ratio is [2.0, 0.5], expected two positive factors");
    }

    @Test
    void initialWeightsAreAFileOrNull() {
        assertThatThrownBy(() -> load("small", "init="))
                .hasMessageContaining("init is '', expected a file of weights, or null");
        assertThat(load("small", "init=null").init()).isEmpty();
    }

    @Test
    void baseOfABaseIsRelativeToItsOwnFile() throws IOException {
        write("deep/one.yaml", "_base_: two.yaml\nseed: 1\n");
        write("deep/two.yaml", "_base_: small\nseed: 2\nthreads: 2\n");
        var config = load("deep/one");
        assertThat(config.seed()).isEqualTo(1);
        assertThat(config.threads()).isEqualTo(2);
        assertThat(config.model().depth()).isEqualTo(2);
    }

    @Test
    void aGroupMayChangeTheFamilyOfTheModel() {
        var model = load("small", "model=deit_small", "model.attention=materialised").model();
        assertThat(model)
                .isInstanceOfSatisfying(
                        DeitConfig.class,
                        deit -> {
                            assertThat(deit.heads()).isEqualTo(6);
                            assertThat(deit.attention()).isEqualTo(AttentionForm.MATERIALISED);
                        });
    }

    @Test
    void keysOfAnotherFamilyAreRefused() {
        assertThatThrownBy(() -> load("small", "++model.heads=3"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "model.heads in override ++model.heads=3 is no key of model.family=vim");
        assertThatThrownBy(() -> load("small", "model=deit_tiny", "++model.dState=3"))
                .hasMessageEndingWith("is no key of model.family=deit");
        assertThatThrownBy(() -> load("small", "~model.family"))
                .hasMessageContaining("key model.family is missing");
        assertThatThrownBy(() -> load("small", "model.family=cnn"))
                .hasMessageEndingWith("is the text 'cnn', expected one of vim, deit");
    }

    @Test
    void overridesApplyInOrder() {
        var config =
                load(
                        "small",
                        "model=vim_small",
                        "model.depth=3",
                        "++run.tag='a-b'",
                        "~data.dir",
                        "+data.dir=/data",
                        "optim={eps: 1e-6, weightDecay: 0}",
                        "optim.betas=[0.5,0.6]",
                        "model.classToken=head",
                        "name=other");
        assertThat(config.model().dModel()).isEqualTo(384);
        assertThat(config.model().patchSize()).as("the group replaces the section").isEqualTo(16);
        assertThat(config.model().depth()).isEqualTo(3);
        assertThat(((VimConfig) config.model()).classToken()).isEqualTo(ClassToken.HEAD);
        assertThat(config.run().tag()).contains("a-b");
        assertThat(config.data().dir()).contains("/data");
        assertThat(config.optim().eps()).isEqualTo(1e-6);
        assertThat(config.optim().learningRate()).isEqualTo(1e-3);
        assertThat(config.optim().betas()).containsExactly(0.5, 0.6);
        assertThat(config.name()).isEqualTo("other");
    }

    @Test
    void resolvedConfigComesBackFromItsYaml() throws IOException {
        var loader = new ConfigLoader(new ConfigFolder(root));
        var resolved = loader.load("small", List.of("seed=7", "run.tag='1e-3'"));
        write("config.yaml", resolved.yaml());
        assertThat(load("config")).isEqualTo(resolved.config());
        assertThat(resolved.overridesYaml()).isEqualTo("- seed=7\n- \"run.tag='1e-3'\"\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "optim.lerning_rate=1 -> unknown key optim.lerning_rate in override"
                        + " optim.lerning_rate=1: did you mean optim.learningRate?",
                "learningRate=1 -> unknown key learningRate in override learningRate=1: did you"
                        + " mean optim.learningRate?",
                "optmi.eps=1 -> unknown key optmi.eps in override optmi.eps=1: did you mean"
                        + " optim.eps?",
                "log.zzzzzz=1 -> unknown key log.zzzzzz in override log.zzzzzz=1, expected one of"
                        + " log.every, log.bar, log.tensorboard",
                "+optim.foo=1 -> unknown key optim.foo in override +optim.foo=1, expected one of"
                        + " optim.learningRate, optim.baseBatch, optim.betas, optim.eps,"
                        + " optim.weightDecay, optim.decayRule, optim.clipNorm, optim.emaDecay,"
                        + " optim.labelSmoothing",
                "+seed=1 -> override +seed=1: seed is set already, change it with seed=… or"
                        + " ++seed=…",
                "optim.learningRate=fast -> optim.learningRate in override optim.learningRate=fast"
                        + " is the text 'fast', expected a number",
                "seed=1.5 -> seed in override seed=1.5 is the number 1.5, expected a whole number",
                "threads=5000000000 -> threads in override threads=5000000000 is the number"
                        + " 5000000000, expected a whole number below 2^31",
                "train.recompute=yes -> train.recompute in override train.recompute=yes is the text"
                        + " 'yes', expected true or false",
                "device=0 -> device in override device=0 is the number 0, expected text (quote it)",
                "engine=gpu -> engine in override engine=gpu is the text 'gpu', expected one of"
                        + " auto, cpu, tornado",
                "optim.betas=[a] -> optim.betas in override optim.betas=[a] is the list [\"a\"],"
                        + " expected a list, each a number",
                "optim=3 -> optim in override optim=3 is the number 3, expected a section",
                "seed=null -> seed in override seed=null is null, expected a whole number",
                "seed={a: 1} -> seed in override seed={a: 1} is a section, expected a whole number",
                "seed=1,2 -> override seed=1,2: 2 values are a sweep, expected one (a list is"
                        + " written [a,b])",
                "model=glob(vim_tiny*) -> override model=glob(vim_tiny*): 2 values are a sweep,"
                        + " expected one (a list is written [a,b])",
                "++seed.x=1 -> seed in override ++seed.x=1 is a section, expected a whole number",
                "model=null -> model in override model=null is null, expected a section",
                "~model=vim_tiny -> override ~model=vim_tiny: model is a section",
                "model=vim_tny -> model=vim_tny: no such group file: did you mean vim_tiny?",
                "log=loud -> log=loud: log has no group files, set its keys one by one",
                "~optim.foo -> unknown key optim.foo in override ~optim.foo, expected one of"
                        + " optim.learningRate, optim.baseBatch, optim.betas, optim.eps,"
                        + " optim.weightDecay, optim.decayRule, optim.clipNorm, optim.emaDecay,"
                        + " optim.labelSmoothing",
                "~seed=3 -> override ~seed=3: seed is the number 0",
                "~seed -> key seed is missing in small.yaml and its _base_ files, expected a whole"
                        + " number",
                "optim.learningRate=-1 -> small.yaml: optim.learningRate is -1, expected more than"
                        + " 0",
                "train.microBatches=3 -> small.yaml: train.microBatches is 3, expected a divisor of"
                        + " train.batchSize, 128",
                "data.deviation=[1,1] -> small.yaml: data.deviation is [1.0, 1.0], expected as many"
                        + " values as data.mean, 1",
                "device=gpu -> small.yaml: device is 'gpu', expected auto or backend:index such as"
                        + " cuda:0"
            })
    void refusesOverrides(String override, String message) {
        assertThatThrownBy(() -> load("small", override))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void anOptionalKeyThatWasDeletedIsAddedAgain() {
        assertThatThrownBy(() -> load("small", "~data.dir", "data.dir=x"))
                .hasMessage("override data.dir=x: data.dir is not set, add it with +data.dir=…");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "optim: {lerning_rate: 1} -> unknown key optim.lerning_rate in x.yaml: did you mean"
                        + " optim.learningRate?",
                "optim: {eps: tiny} -> optim.eps in x.yaml is the text 'tiny', expected a number",
                "optim: -> optim in x.yaml is null, expected a section",
                "model: vim_tiny -> model in x.yaml is the text 'vim_tiny', expected a section",
                "seed: 1 -> key task is missing in x.yaml and its _base_ files, expected one of"
                        + " classification, segmentation, detection",
                "_base_: nothing -> _base_ nothing in x.yaml: no such file, neither beside it nor"
                        + " in ROOT",
                "_base_: 3 -> _base_ in x.yaml is the number 3, expected a file or a list of files",
                "_base_: [1] -> _base_ in x.yaml is the list [1], expected a file or a list of"
                        + " files",
                "_base_: x.yaml -> x.yaml includes itself by _base_: x.yaml → x.yaml",
                "{ -> x.yaml line 1 is not YAML: expected the node content, but found '<stream"
                        + " end>'"
            })
    void refusesFiles(String text, String message) throws IOException {
        write("x.yaml", text);
        assertThatThrownBy(() -> load("x"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message.replace("ROOT", root.toString()));
    }

    @Test
    void refusesLongerCircles() throws IOException {
        write("a.yaml", "_base_: b.yaml");
        write("b.yaml", "_base_: a.yaml");
        assertThatThrownBy(() -> load("a"))
                .hasMessage("a.yaml includes itself by _base_: a.yaml → b.yaml → a.yaml");
    }

    @Test
    void refusesGroupFilesThatSetMoreThanTheirGroup() throws IOException {
        write("_base_/model/odd.yaml", "_base_: vim_tiny.yaml\nseed: 3\n");
        assertThatThrownBy(() -> load("small", "model=odd"))
                .hasMessage(
                        "_base_/model/odd.yaml sets model, seed, expected only model of a group"
                                + " file");
    }

    @Test
    void findsByNameByPathOrNamesTheNearest() throws IOException {
        assertThat(load(root.resolve("small.yaml").toString()).name()).isEqualTo("small");
        assertThatThrownBy(() -> load("fashion-mnits"))
                .hasMessage("no config is named fashion-mnits: did you mean fashion-mnist?");
        assertThatThrownBy(() -> load("there/is/none.yaml"))
                .hasMessage("config there/is/none.yaml: no such file, neither here nor in " + root);
        Files.write(root.resolve("latin1.yaml"), new byte[] {'#', (byte) 0xe4});
        assertThatThrownBy(() -> load("latin1")).hasMessage("latin1.yaml is not UTF-8 text");
    }
}
