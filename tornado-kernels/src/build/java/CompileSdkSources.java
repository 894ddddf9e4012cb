import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Compiles the sources that need a newer TornadoVM API than the one unpacked here: {@code
 * CompileSdkSources SDK SOURCES CLASSES}. The SDK's jars come before the unpacked classes. An SDK
 * that these sources do not compile against is used without them.
 */
class CompileSdkSources {
    public static void main(String[] args) throws IOException {
        Path jars = Path.of(args[0], "share", "java", "tornado");
        Path sources = Path.of(args[1]);
        Path classes = Path.of(args[2]);
        Path resources = sources.resolve("resources");
        Path code = sources.resolve("java");
        // What an earlier build made for another SDK must not stay.
        for (Path file : files(resources)) {
            Files.deleteIfExists(classes.resolve(resources.relativize(file).toString()));
        }
        for (Path file : files(code)) {
            String name = code.relativize(file).toString().replaceAll("java$", "class");
            Files.deleteIfExists(classes.resolve(name));
        }
        List<String> command =
                new ArrayList<>(
                        List.of("-g", "-parameters", "-Xlint:all,-classfile,-processing,-path"));
        command.addAll(List.of("-proc:none", "-d", classes.toString()));
        List<String> path =
                new ArrayList<>(
                        files(jars).stream()
                                .map(Path::toString)
                                .filter(f -> f.endsWith(".jar"))
                                .toList());
        path.add(classes.toString());
        command.addAll(List.of("-cp", String.join(System.getProperty("path.separator"), path)));
        files(code).forEach(file -> command.add(file.toString()));
        PrintStream quiet = new PrintStream(OutputStream.nullOutputStream());
        int status =
                ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(quiet, quiet, command.toArray(String[]::new));
        if (status != 0) {
            System.out.println(
                    "No cuBLAS and no CUDA graphs: the SDK at "
                            + args[0]
                            + " has another API for them than TornadoVM 5.2");
            return;
        }
        for (Path file : files(resources)) {
            Path target = classes.resolve(resources.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
