package dev.tornadovim.kernels.engine.tornado;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * An installed TornadoVM SDK, as its own files describe it. Nothing of it is loaded.
 *
 * @param home its folder
 * @param version such as {@code 5.2.0-jdk25}, from {@code etc/tornado.release}; empty without it
 * @param backends that it was built with, such as {@code cuda}, from {@code etc/tornado.backend}
 */
public record TornadoSdk(Path home, Optional<String> version, List<String> backends) {

    private static final String BACKEND = "-backend";

    /** Copies the list. */
    public TornadoSdk {
        backends = List.copyOf(backends);
    }

    /** The SDK of this machine, see {@link TornadoDevices#sdk}. */
    public static Optional<TornadoSdk> find() {
        return TornadoDevices.sdk().map(TornadoSdk::at);
    }

    /** Reads the files of an SDK; those that are missing say nothing. */
    static TornadoSdk at(Path home) {
        Path etc = home.resolve("etc");
        String backends =
                properties(etc.resolve("tornado.backend")).getProperty("tornado.backends", "");
        return new TornadoSdk(
                home,
                Optional.ofNullable(
                        properties(etc.resolve("tornado.release")).getProperty("version")),
                Arrays.stream(backends.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .map(TornadoSdk::withoutSuffix)
                        .toList());
    }

    private static String withoutSuffix(String backend) {
        return backend.endsWith(BACKEND)
                ? backend.substring(0, backend.length() - BACKEND.length())
                : backend;
    }

    private static Properties properties(Path file) {
        Properties properties = new Properties();
        if (Files.isRegularFile(file)) {
            try (var reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(file + " cannot be read", e);
            }
        }
        return properties;
    }
}
