import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Compiles the sources that need a newer TornadoVM API than the one unpacked here: {@code
 * CompileSdkSources SDK SOURCES CLASSES}. The SDK's jars come before the unpacked classes.
 */
class CompileSdkSources {
    public static void main(String[] args) throws IOException {
        Path jars = Path.of(args[0], "share", "java", "tornado");
        Path sources = Path.of(args[1]);
        Path classes = Path.of(args[2]);
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "-g",
                                "-parameters",
                                "-Xlint:all,-classfile,-processing,-path",
                                "-Werror"));
        command.addAll(List.of("-proc:none", "-d", classes.toString()));
        List<String> path =
                new ArrayList<>(
                        files(jars).map(Path::toString).filter(f -> f.endsWith(".jar")).toList());
        path.add(classes.toString());
        command.addAll(List.of("-cp", String.join(System.getProperty("path.separator"), path)));
        files(sources.resolve("java")).map(Path::toString).forEach(command::add);
        int code =
                ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(System.out, System.err, command.toArray(String[]::new));
        if (code != 0) {
            System.err.println(
                    "src/sdk does not compile against the SDK at "
                            + args[0]
                            + "; it needs TornadoVM 5.2");
            System.exit(code);
        }
        Path resources = sources.resolve("resources");
        for (Path file : files(resources).toList()) {
            Path target = classes.resolve(resources.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Stream<Path> files(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList().stream();
        }
    }
}
