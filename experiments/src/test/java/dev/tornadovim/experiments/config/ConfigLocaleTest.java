package dev.tornadovim.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.experiments.config.schema.Task;
import dev.tornadovim.experiments.run.NewFolder;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A config is the same text in every locale: Turkish has another lower case, others have other digits. */
class ConfigLocaleTest {
    private static final ConfigLoader LOADER = new ConfigLoader(ConfigFolder.locate(Path.of("")));

    private final Locale before = Locale.getDefault();

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    static String yaml() {
        return new ConfigLoader(ConfigFolder.locate(Path.of("")))
                .load("scenes-segmentation", List.of("run.onSigusr1=stop"))
                .yaml();
    }

    /** Loads all classes anew: mappers of JSON keep the names that they made under another locale. */
    private static String yamlOfAnotherStart() throws Exception {
        var urls = new ArrayList<URL>();
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        try (var loader =
                new URLClassLoader(
                        urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            var yaml = loader.loadClass(ConfigLocaleTest.class.getName()).getDeclaredMethod("yaml");
            yaml.setAccessible(true);
            return (String) yaml.invoke(null);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "ar-EG", "fa-IR", "hi-IN-u-nu-deva"})
    void aConfigIsWrittenAndReadAlike(String locale) throws Exception {
        Locale.setDefault(Locale.ROOT);
        var expected = yaml();
        Locale.setDefault(Locale.forLanguageTag(locale));
        var written = yamlOfAnotherStart();
        assertThat(written).isEqualTo(expected).contains("task: segmentation");
        assertThat(LOADER.parse("again", written, List.of()).task()).isEqualTo(Task.SEGMENTATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "fa-IR", "hi-IN-u-nu-deva", "th-TH-u-ca-buddhist-nu-thai"})
    void aRunFolderIsNamedAlike(String locale) {
        Locale.setDefault(Locale.forLanguageTag(locale));
        assertThat(NewFolder.name(LocalDateTime.of(2026, 1, 31, 12, 0), Optional.empty()))
                .isEqualTo("2026-01-31_12-00-00");
    }
}
