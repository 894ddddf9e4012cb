package dev.tornadovim.experiments.run;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.layout.PatternLayout;

import java.nio.file.Path;

/**
 * Copies everything that is logged into a file, with stack traces, as long as it is open. Only the first
 * line of a message begins at the margin, and control characters do not get through, so that no name in
 * a message can pass for a line of the log or speak to a terminal.
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

    /** Starts to append to a file. */
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
                        .setIgnoreExceptions(false)
                        .build();
        if (appender == null) {
            throw new RunException(file + " cannot be written");
        }
        appender.start();
        configuration.addAppender(appender);
        configuration.getRootLogger().addAppender(appender, Level.DEBUG, null);
        context.updateLoggers();
        return new RunLog(context, appender);
    }

    @Override
    public void close() {
        var configuration = context.getConfiguration();
        configuration.getRootLogger().removeAppender(appender.getName());
        context.updateLoggers();
        appender.stop();
    }
}
