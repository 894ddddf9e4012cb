import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * Collects the license texts of all libraries on a class path: {@code CollectLicenses CLASS_PATH TEXTS
 * TARGET}. A jar's own texts and {@code TEXTS/GROUP.txt}, for those that lack them, go to {@code
 * TARGET/JAR/}. Fails on a jar that has neither. Jars that this build makes are passed over.
 */
class CollectLicenses {
    private static final Pattern TEXT =
            Pattern.compile(
                    "(META-INF/)?(LICEN[CS]E|NOTICE|COPYING)[^/]*", Pattern.CASE_INSENSITIVE);

    public static void main(String[] args) throws IOException {
        Path texts = Path.of(args[1]);
        Path target = Path.of(args[2]);
        clear(target);
        List<String> without = new ArrayList<>();
        for (String entry : args[0].split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            if (!Files.isRegularFile(jar) || isOwn(jar)) {
                continue;
            }
            Path folder = target.resolve(jar.getFileName().toString().replaceFirst("\\.jar$", ""));
            boolean inside = extract(jar, folder);
            boolean beside = copy(jar, texts, folder);
            if (!inside && !beside) {
                without.add(jar.getFileName().toString());
            }
        }
        if (!without.isEmpty()) {
            System.err.println(
                    "No license text in %s: add %s, GROUP being the start of the Maven group"
                            .formatted(String.join(", ", without), texts.resolve("GROUP.txt")));
            System.exit(1);
        }
    }

    private static void clear(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static boolean isOwn(Path jar) {
        return jar.getParent().endsWith("target") || dotted(jar).contains(".dev.tornadovim.");
    }

    private static boolean extract(Path jar, Path folder) throws IOException {
        boolean license = false;
        try (var file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                var name = TEXT.matcher(entry.getName());
                if (name.matches()) {
                    Files.createDirectories(folder);
                    String last = entry.getName().substring(entry.getName().indexOf('/') + 1);
                    try (var bytes = file.getInputStream(entry)) {
                        Files.write(folder.resolve(last), bytes.readAllBytes());
                    }
                    license |= !name.group(2).equalsIgnoreCase("NOTICE");
                }
            }
        }
        return license;
    }

    private static boolean copy(Path jar, Path texts, Path folder) throws IOException {
        try (var files = Files.list(texts)) {
            for (Path text : files.sorted().toList()) {
                String group = text.getFileName().toString().replaceFirst("\\.txt$", "");
                if (dotted(jar).contains("." + group + ".")) {
                    Files.createDirectories(folder);
                    Files.write(folder.resolve(text.getFileName()), Files.readAllBytes(text));
                    return true;
                }
            }
        }
        return false;
    }

    /** The path of a jar, which in a local repository holds its group. */
    private static String dotted(Path jar) {
        return "." + jar.toAbsolutePath().toString().replace(File.separatorChar, '.');
    }
}
