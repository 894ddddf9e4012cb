package dev.tornadovim.kernels.engine.tornado;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An installed TornadoVM SDK, as its own files describe it. Nothing of it is loaded.
 *
 * @param home its folder
 * @param version such as {@code 5.2.0-jdk25}, from {@code etc/tornado.release}; empty without it
 * @param backends that it was built with, such as {@code cuda}, from {@code etc/tornado.backend}
 */
public record TornadoSdk(Path home, Optional<String> version, List<String> backends) {

    /** The oldest release that runs: {@code major.minor}. */
    static final String OLDEST = "5.2";

    private static final String BACKEND = "-backend";
    private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+)");

    /** Copies the list. */
    public TornadoSdk {
        backends = List.copyOf(backends);
    }

    /** The SDK of this machine, see {@link TornadoDevices#sdk}. */
    public static Optional<TornadoSdk> find() {
        return TornadoDevices.sdk().map(TornadoSdk::at);
    }

    /**
     * Reads the files of an SDK; those that are missing say nothing.
     *
     * @throws DeviceException when one cannot be read
     */
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

    /**
     * Fails on a release that is too old; one that does not say its version passes.
     *
     * @throws DeviceException when the release is older than {@link #OLDEST}
     */
    void requireVersion() {
        if (version.isPresent() && !isRecent(version.get())) {
            throw new DeviceException(
                    "the SDK at %s is TornadoVM %s, %s or later is needed"
                            .formatted(home, version.get(), OLDEST));
        }
    }

    /** Whether a release such as {@code 5.2.0-jdk25} is {@link #OLDEST} or later. */
    static boolean isRecent(String release) {
        Matcher version = RELEASE.matcher(release);
        Matcher oldest = RELEASE.matcher(OLDEST);
        if (!version.lookingAt() || !oldest.lookingAt()) {
            return true;
        }
        int major = Integer.compare(number(version, 1), number(oldest, 1));
        return major > 0 || major == 0 && number(version, 2) >= number(oldest, 2);
    }

    private static int number(Matcher release, int part) {
        return Integer.parseInt(release.group(part));
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
            } catch (IOException | IllegalArgumentException e) {
                throw new DeviceException(file + " cannot be read: " + e.getMessage(), e);
            }
        }
        return properties;
    }
}
