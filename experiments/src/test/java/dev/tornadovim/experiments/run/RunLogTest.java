package dev.tornadovim.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a message cannot do, whatever names it has. */
class RunLogTest {
    private static final String HOSTILE =
            "skipped: z\n"
                + "2026-01-01 00:00:00.000 ERROR Forged - line\u001b[41m\u0007\u009b\u2028\u202e";

    @TempDir Path folder;

    @Test
    void onlyMessagesBeginAtTheMargin() throws Exception {
        var file = folder.resolve("run.log");
        try (var log = RunLog.open(file)) {
            assertThat(log).isNotNull();
            var logger = LogManager.getLogger(RunLogTest.class);
            logger.warn("{}", HOSTILE);
            logger.error("failed", new IllegalStateException(HOSTILE));
            logger.info("tänk {}", "${jndi:ldap://localhost/x}");
        }
        var text = Files.readString(file);
        assertThat(text)
                .doesNotContain("\u001b", "\u0007", "\u009b", "\u2028", "\u202e")
                .endsWith("localhost/x}\n");
        List<String> lines = text.lines().toList();
        assertThat(lines.get(1)).startsWith("    2026-01-01 00:00:00.000 ERROR Forged - line");
        assertThat(lines.stream().filter(line -> !line.startsWith("    ")))
                .hasSize(3)
                .allMatch(line -> line.contains(" RunLogTest - "));
        assertThat(text).contains("    java.lang.IllegalStateException", "\tat dev.tornadovim");
    }

    @Test
    void theConsoleIsGuardedToo() {
        var console = LoggerContext.getContext(false).getConfiguration().getAppender("console");
        var event =
                Log4jLogEvent.newBuilder()
                        .setLevel(Level.WARN)
                        .setMessage(new SimpleMessage(HOSTILE))
                        .build();
        var text = console.getLayout().toSerializable(event).toString();
        assertThat(text)
                .containsPattern(
                        "^\\d\\d:\\d\\d:\\d\\d WARN  skipped: z\n    2026-01-01 00:00:00.000 ERROR")
                .endsWith("\n")
                .doesNotContain("\u001b", "\u0007", "\u009b", "\u2028", "\u202e");
    }
}
