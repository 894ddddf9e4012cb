package dev.tornadovim.experiments.run;

import dev.tornadovim.data.file.FileReplacement;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.ErrorHandler;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.layout.PatternLayout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Copies everything that is logged into a file, with stack traces, while it is open. If the file
 * cannot be written, as on a full disk, one line says so and the run continues, because the failure
 * to log must not hide what is logged. Only the first line of a message begins at the margin, and
 * control characters are removed, so that no name in a message can look like a line of the log or
 * control a terminal.
 */
public final class RunLog implements AutoCloseable {
    private static final String PATTERN =
            "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %c{1} -"
                    + " %replace{%replace{%msg%n%xEx}{[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\n"
                    + "\\t\\x{200c}\\x{200d}]]}{\ufffd}}{\n"
                    + "(?=.)}{\n"
                    + "    }";

    private final LoggerContext context;
    private final FileAppender appender;

    private RunLog(LoggerContext context, FileAppender appender) {
        this.context = context;
        this.appender = appender;
    }

    /** Starts appending to a file. */
    public static RunLog open(Path file) {
        var context = LoggerContext.getContext(false);
        var configuration = context.getConfiguration();
        var appender =
                FileAppender.newBuilder()
                        .setName("run " + file)
                        .setFileName(file.toString())
                        .setAppend(true)
                        .setLayout(
                                PatternLayout.newBuilder()
                                        .setPattern(PATTERN)
                                        .setConfiguration(configuration)
                                        .build())
                        .setConfiguration(configuration)
                        .setIgnoreExceptions(true)
                        .build();
        if (appender == null) {
            throw new RunException(file + " cannot be written");
        }
        appender.setHandler(new OneWarning(file));
        appender.start();
        configuration.addAppender(appender);
        configuration.getRootLogger().addAppender(appender, Level.DEBUG, null);
        context.updateLoggers();
        return new RunLog(context, appender);
    }

    /** Reports the first failure only: later lines would fail too. */
    private static final class OneWarning implements ErrorHandler {
        private final Path file;
        private final AtomicBoolean told = new AtomicBoolean();

        OneWarning(Path file) {
            this.file = file;
        }

        @Override
        public void error(String message) {
            if (!told.getAndSet(true)) {
                System.err.println("warning: " + file + " cannot be written: " + message);
            }
        }

        @Override
        public void error(String message, Throwable failure) {
            var cause = failure.getCause() == null ? failure : failure.getCause();
            error(cause instanceof IOException e ? FileReplacement.reason(e) : cause.getMessage());
        }

        @Override
        public void error(String message, LogEvent event, Throwable failure) {
            error(message, failure);
        }
    }

    @Override
    public void close() {
        var configuration = context.getConfiguration();
        configuration.getRootLogger().removeAppender(appender.getName());
        context.updateLoggers();
        appender.stop();
    }
}
