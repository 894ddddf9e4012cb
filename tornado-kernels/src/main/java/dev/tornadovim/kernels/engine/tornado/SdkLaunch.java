package dev.tornadovim.kernels.engine.tornado;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The arguments that Java has to be started with so that TornadoVM runs in it, tried before anything
 * depends on them. Maven and the launcher start this class; the file that it writes goes to {@code
 * java @FILE}. Where the SDK cannot be used, one line says why and the file carries nothing but that
 * reason, so the CPU engine runs all the same.
 *
 * <p>Uses nothing outside the JDK and this package.
 */
public final class SdkLaunch {

    /** Why the SDK of this machine is not used, as the launch found out. */
    static final String PROBLEM = "tornadovim.sdk.problem";

    private static final String ARGFILE = "tornado-argfile";
    private static final String TEMPLATE = "tornado-argfile.template";
    private static final String MODULE_PATH = "--module-path";
    private static final String ADD_MODULES = "--add-modules";
    private static final int TRIAL_SECONDS = 60;

    private final TornadoSdk sdk;
    private final List<Path> modules;

    /**
     * The launch of an SDK.
     *
     * @param modules our own that take precedence over the SDK's of the same names: Log4j
     */
    SdkLaunch(TornadoSdk sdk, List<Path> modules) {
        this.sdk = sdk;
        this.modules = modules;
    }

    /**
     * Writes the argument file of an SDK.
     *
     * @param arguments the file to write, the SDK's folder, and a path of modules that come first
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        List<Path> modules =
                Arrays.stream(arguments[2].split(File.pathSeparator)).map(Path::of).toList();
        try {
            TornadoSdk sdk = TornadoSdk.at(Path.of(arguments[1]).toAbsolutePath());
            List<String> launch = new SdkLaunch(sdk, modules).arguments();
            tryOut(launch);
            ArgumentFile.write(file, launch);
        } catch (DeviceException e) {
            System.err.printf(
                    Locale.ROOT,
                    "TornadoVM is not used, runs take the CPU engine: %s%n",
                    e.getMessage());
            ArgumentFile.write(file, List.of("-D" + PROBLEM + "=" + e.getMessage()));
        }
    }

    /**
     * The arguments: the SDK's own with our modules first, and without the working directory, every
     * jar of which would become a module.
     *
     * @throws DeviceException when the SDK's files cannot be used
     */
    List<String> arguments() {
        sdk.requireVersion();
        List<String> own = ownArguments();
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            String argument = own.get(i);
            if (argument.equals(MODULE_PATH) || argument.equals("-p")) {
                i++;
            } else if (!argument.startsWith(MODULE_PATH + "=")) {
                arguments.add(argument);
            }
        }
        arguments.add(MODULE_PATH);
        arguments.add(modulePath(own));
        arguments.add("--enable-native-access=" + nativeModules(own));
        // Running Java where a kernel does not compile would hide every error.
        arguments.add("-Dtornado.recover.bailout=False");
        // Every array of a device has one of the same size on the host, outside the heap.
        arguments.add("-XX:MaxDirectMemorySize=1024g");
        // From 6.0 on Graal is part of the SDK, and does not survive its own assertions on JDK 25.
        arguments.add("-da:tornado.graal...");
        return arguments;
    }

    private List<String> ownArguments() {
        Path argfile = sdk.home().resolve(ARGFILE);
        Path template = sdk.home().resolve(TEMPLATE);
        try {
            if (Files.exists(argfile)) {
                return ArgumentFile.read(argfile);
            }
            if (Files.exists(template)) {
                String text = Files.readString(template);
                return ArgumentFile.parse(text.replace("${TORNADOVM_HOME}", sdk.home().toString()));
            }
        } catch (IOException e) {
            throw new DeviceException(
                    "the %s of the SDK at %s cannot be read; %s writes it again"
                            .formatted(ARGFILE, sdk.home(), generate()),
                    e);
        }
        throw new DeviceException(
                "the SDK at %s has no %s; %s writes it".formatted(sdk.home(), ARGFILE, generate()));
    }

    private String generate() {
        return sdk.home().resolve("bin/tornado") + " --generate-argfile";
    }

    private String modulePath(List<String> own) {
        String path = value(own, MODULE_PATH, "-p");
        if (path.isEmpty()) {
            throw new DeviceException(
                    "the %s of the SDK at %s has no %s"
                            .formatted(ARGFILE, sdk.home(), MODULE_PATH));
        }
        return Stream.concat(
                        modules.stream().map(Path::toString),
                        Arrays.stream(path.split(File.pathSeparator)).filter(p -> !p.equals(".")))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** TornadoVM's modules, most of which load native code. */
    private static String nativeModules(List<String> own) {
        return Stream.concat(
                        Stream.of("ALL-UNNAMED"),
                        Arrays.stream(value(own, ADD_MODULES, ADD_MODULES).split(","))
                                .filter(module -> module.startsWith("tornado.")))
                .collect(Collectors.joining(","));
    }

    /** The value of an option, written {@code --name value} or {@code --name=value}. */
    private static String value(List<String> arguments, String name, String shortName) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith(name + "=")) {
                return argument.substring(name.length() + 1);
            }
            boolean named = argument.equals(name) || argument.equals(shortName);
            if (named && i + 1 < arguments.size()) {
                return arguments.get(i + 1);
            }
        }
        return "";
    }

    /**
     * Starts this Java with the arguments and lets it print its version.
     *
     * @throws DeviceException when it does not start, with the first line of its error
     */
    static void tryOut(List<String> arguments) throws IOException {
        Path file = Files.createTempFile("tornadovm", ".args");
        try {
            ArgumentFile.write(file, arguments);
            Path java = Path.of(System.getProperty("java.home"), "bin", "java");
            Process process =
                    new ProcessBuilder(java.toString(), "@" + file, "-version")
                            .redirectErrorStream(true)
                            .start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new DeviceException("Java does not start with the SDK: " + reason(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeviceException("Java was interrupted as it started with the SDK", e);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** The line of a failed start that says what is wrong. */
    static String reason(String output) {
        return output.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("WARNING"))
                .filter(line -> !line.startsWith("Error occurred during initialization"))
                .filter(line -> !line.startsWith("Error: Could not create"))
                .findFirst()
                .map(line -> line.replaceFirst("^([\\w.]+Exception|Error): ", ""))
                .orElse("it says nothing");
    }
}
