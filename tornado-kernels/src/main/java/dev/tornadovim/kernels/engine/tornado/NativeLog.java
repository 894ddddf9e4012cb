package dev.tornadovim.kernels.engine.tornado;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hears the errors that TornadoVM does not throw. In 5.2 a launch, a copy or a build that the driver
 * refuses is one line of its native code on standard output; {@code execute()} returns as if nothing
 * had happened and the outputs keep what was there. While a log is open, standard output goes to a
 * file in memory. What is no error is passed on when the log closes.
 *
 * <p>Where there is no such file (systems other than Linux) nothing is heard.
 */
final class NativeLog implements AutoCloseable {

    /** The native code's own form, and the launch that the runtime replaces by one of its choice. */
    private static final Pattern ERROR =
            Pattern.compile(
                    "^.*\\[TornadoVM-((?:(?!NVML)[A-Za-z0-9-])*)JNI] ERROR : (?<call>.+?) ->"
                        + " Returned: (?<code>-?\\w+).*\\R?|^.*(?<changed>changed the user-defined"
                        + " local size).*\\R?|^.*(?<build>NVRTC compilation failed).*\\R?",
                    Pattern.MULTILINE);

    private static final Object LOCK = new Object();
    private static int open;

    private final StringBuilder other = new StringBuilder();
    private final Optional<StandardOutput> output = StandardOutput.here();

    private NativeLog() {
        synchronized (LOCK) {
            if (open++ == 0) {
                output.ifPresent(StandardOutput::divert);
            }
        }
    }

    /** Begins to listen. */
    static NativeLog open() {
        return new NativeLog();
    }

    /** The first error since the last call, in words; empty where there was none. */
    Optional<String> error() {
        String text = output.map(StandardOutput::take).orElse("");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> first = firstError(text);
        other.append(ERROR.matcher(text).replaceAll(""));
        return first;
    }

    /** The first error in a text of the native code. */
    static Optional<String> firstError(String text) {
        Matcher error = ERROR.matcher(text);
        if (!error.find()) {
            return Optional.empty();
        }
        if (error.group("changed") != null) {
            return Optional.of("the device does not take the work-group of a kernel");
        }
        if (error.group("build") != null) {
            return Optional.of("the driver does not compile a kernel");
        }
        String code = error.group("code");
        return Optional.of(
                "%s failed: %s".formatted(error.group("call"), DriverError.describe(code)));
    }

    @Override
    public void close() {
        synchronized (LOCK) {
            if (--open == 0) {
                output.ifPresent(StandardOutput::restore);
                output.map(StandardOutput::take).ifPresent(other::append);
            }
        }
        if (!other.isEmpty()) {
            output.ifPresent(stdout -> stdout.pass(other.toString()));
        }
    }
}
