package dev.tornadovim.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.experiments.run.NewFolder;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.LocalDateTime;
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

    private static String yaml() {
        return LOADER.load("scenes-segmentation", List.of("run.onSigusr1=stop")).yaml();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "ar-EG", "fa-IR", "hi-IN-u-nu-deva"})
    void aConfigIsWrittenAndReadAlike(String locale) {
        Locale.setDefault(Locale.ROOT);
        var expected = yaml();
        Locale.setDefault(Locale.forLanguageTag(locale));
        assertThat(yaml()).isEqualTo(expected).contains("task: segmentation");
        assertThat(LOADER.parse("again", yaml(), List.of()).task())
                .isEqualTo(LOADER.load("scenes-segmentation", List.of()).config().task());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "fa-IR", "hi-IN-u-nu-deva", "th-TH-u-ca-buddhist-nu-thai"})
    void aRunFolderIsNamedAlike(String locale) {
        Locale.setDefault(Locale.forLanguageTag(locale));
        assertThat(NewFolder.name(LocalDateTime.of(2026, 1, 31, 12, 0), Optional.empty()))
                .isEqualTo("2026-01-31_12-00-00");
    }
}
