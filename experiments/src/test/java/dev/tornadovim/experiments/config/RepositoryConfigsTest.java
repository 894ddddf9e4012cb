package dev.tornadovim.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.pipeline.model.DeitConfig;
import dev.tornadovim.pipeline.model.DeitPresets;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.model.VimPresets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        var network = config.model().network(size, size, config.data().mean().size(), 10);
        assertThat(network.positions().height()).isPositive();
    }

    static List<String> presets() {
        var names = new ArrayList<String>();
        VimPresets.names().forEach(names::add);
        DeitPresets.names().forEach(names::add);
        return names;
    }

    /** The group file of a preset makes the preset's network. */
    @ParameterizedTest
    @MethodSource("presets")
    void groupFilesAreThePresets(String name) {
        var config =
                new ConfigLoader(FOLDER).load("fashion-mnist", List.of("model=" + name)).config();
        var network = config.model().network(224, 224, 3, 1000);
        assertThat(network)
                .isEqualTo(
                        switch (network) {
                            case VimConfig vim ->
                                    VimPresets.of(name).toBuilder()
                                            .dropPathRate(vim.dropPathRate())
                                            .build();
                            case DeitConfig deit ->
                                    DeitPresets.of(name).toBuilder()
                                            .dropPathRate(deit.dropPathRate())
                                            .build();
                        });
    }
}
