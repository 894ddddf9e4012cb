import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs google-java-format (AOSP style) over a source tree: {@code Format check|fix JAR SRC}. A build
 * step rather than a plugin because the formatter must run on the JDK whose syntax it reads, which is
 * not the one that Maven runs on.
 */
class Format {
    public static void main(String[] args) throws IOException, InterruptedException {
        boolean fix = args[0].equals("fix");
        List<String> sources;
        Path root = Path.of(args[2]);
        if (!Files.isDirectory(root)) {
            return;
        }
        try (var files = Files.walk(root)) {
            sources = files.map(Path::toString).filter(f -> f.endsWith(".java")).sorted().toList();
        }
        if (sources.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        for (String part : List.of("api", "code", "file", "parser", "tree", "util")) {
            command.add("--add-exports=jdk.compiler/com.sun.tools.javac." + part + "=ALL-UNNAMED");
        }
        command.addAll(List.of("-jar", args[1], "--aosp", "--skip-javadoc-formatting"));
        command.addAll(fix ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
        command.addAll(sources);
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            System.err.println("The files above are not formatted. To format them: mvn process-test-classes -Dformat=fix");
            System.exit(code);
        }
    }
}
