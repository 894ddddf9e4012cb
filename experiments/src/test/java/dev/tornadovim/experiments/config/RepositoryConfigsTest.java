package dev.tornadovim.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.experiments.config.schema.ModelConfig;
import dev.tornadovim.pipeline.model.VimConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Every config of the repository loads, describes itself, and makes a network. */
class RepositoryConfigsTest {
    private static final ConfigFolder FOLDER = ConfigFolder.locate(Path.of(""));

    static List<String> names() {
        return FOLDER.names();
    }

    @Test
    void theFirstExperimentIsThere() {
        assertThat(names()).contains("fashion-mnist");
    }

    @ParameterizedTest
    @MethodSource("names")
    void loadsAndDescribesItself(String name) {
        var resolved = new ConfigLoader(FOLDER).load(name, List.of());
        assertThat(resolved.config().name()).isEqualTo(Path.of(name).getFileName().toString());
        assertThat(ConfigHeader.REQUIRED)
                .allSatisfy(
                        entry -> assertThat(resolved.header().get(entry)).as(entry).isNotEmpty());
        assertThat(resolved.header().get("Command")).contains(name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void makesANetwork(String name) {
        var config = new ConfigLoader(FOLDER).load(name, List.of()).config();
        int size = config.data().imageSize();
        var vim = config.model().vim(size, size, config.data().mean().size(), 10);
        assertThat(vim.patches()).isPositive();
    }

    /** A component that the pipeline gets is a key of the section, and the other way round. */
    @Test
    void modelSectionHasTheNamesOfTheNetworksConfig() {
        var fromData = Set.of("imageHeight", "imageWidth", "channels", "classes");
        var network = components(VimConfig.class);
        assertThat(network).containsAll(fromData);
        network.removeAll(fromData);
        assertThat(components(ModelConfig.class)).isEqualTo(network);
    }

    private static Set<String> components(Class<?> record) {
        var names = new TreeSet<String>();
        Arrays.stream(record.getRecordComponents()).forEach(c -> names.add(c.getName()));
        return names;
    }
}
