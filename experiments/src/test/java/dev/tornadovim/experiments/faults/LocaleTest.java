package dev.tornadovim.experiments.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A training under locales of other letters and digits leaves the files that it leaves elsewhere. */
@Tag("slow")
class LocaleTest {
    private static final List<List<String>> LOCALES =
            List.of(
                    List.of("-Duser.language=tr", "-Duser.country=TR"),
                    List.of("-Duser.language=ar", "-Duser.country=EG"),
                    List.of("-Duser.language=fa", "-Duser.country=IR"),
                    List.of("-Duser.language=hi", "-Duser.extensions=u-nu-deva"));

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource
    void theFilesAreTheSame(SmallRun small) throws Exception {
        var plain = train(small, "plain", List.of());
        var locales = small == SmallRun.CLASSIFICATION ? LOCALES : LOCALES.subList(0, 2);
        for (var locale : locales) {
            var name = locale.getFirst().substring(locale.getFirst().indexOf('=') + 1);
            var run = train(small, name, locale);
            assertThat(run.resolve("config.yaml"))
                    .hasSameTextualContentAs(plain.resolve("config.yaml"));
            assertThat(SmallRun.lastCheckpoint(run)).isEqualTo(SmallRun.lastCheckpoint(plain));
            assertThat(names(run)).as(name).isEqualTo(names(plain));
            for (var file : List.of("run.log", "metrics.jsonl", "epochs.csv", "report.html")) {
                assertThat(foreignDigits(run.resolve(file))).as(name + ": " + file).isEmpty();
            }
            VimProcess.start(folder, locale, Map.of(), List.of("eval", run)).succeed();
        }
    }

    private Path train(SmallRun small, String name, List<String> locale) throws Exception {
        var limits =
                small == SmallRun.CLASSIFICATION
                        ? new String[] {"data.trainLimit=128", "schedule.epochs=1"}
                        : new String[] {"scenes.training=8", "schedule.epochs=1"};
        try (var training =
                VimProcess.start(folder, locale, Map.of(), small.command(folder, limits))) {
            training.succeed();
            assertThat(training.text()).doesNotContainPattern("(?=\\P{ASCII})\\p{Nd}");
        }
        return small.aside(folder, name);
    }

    /** All names but that of TensorBoard's, which has a time in it. */
    private static List<String> names(Path run) throws IOException {
        try (var files = Files.walk(run)) {
            return files.map(run::relativize).map(Path::toString).sorted().toList();
        }
    }

    private static String foreignDigits(Path file) throws IOException {
        return Files.readString(file)
                .codePoints()
                .filter(c -> c > 127 && Character.isDigit(c))
                .mapToObj(Character::toString)
                .reduce("", String::concat);
    }
}
