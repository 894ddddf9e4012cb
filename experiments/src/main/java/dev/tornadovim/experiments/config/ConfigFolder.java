package dev.tornadovim.experiments.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of all configs: experiments at its top and below, parts for {@code _base_} in its
 * folder {@code _base_}.
 *
 * @param root the folder, on disk or in a jar
 */
public record ConfigFolder(Path root) {
    private static final String BASE = "_base_";

    /**
     * The folder to use: {@code experiments/configs} or {@code configs} in a working directory, so
     * that edits count at once; otherwise the copy on the class path.
     */
    public static ConfigFolder locate(Path workingDirectory) {
        for (var candidate : List.of("experiments/configs", "configs")) {
            var folder = workingDirectory.resolve(candidate);
            if (Files.isDirectory(folder.resolve(BASE))) {
                return new ConfigFolder(folder);
            }
        }
        return packaged();
    }

    /** The copy on the class path. */
    public static ConfigFolder packaged() {
        var url = ConfigFolder.class.getResource("/configs/" + BASE + "/default.yaml");
        if (url == null) {
            throw new IllegalStateException("configs are not on the class path");
        }
        try {
            var uri = url.toURI();
            if (uri.getScheme().equals("jar")) {
                openJar(uri);
            }
            return new ConfigFolder(Path.of(uri).getParent().getParent());
        } catch (URISyntaxException | IOException e) {
            throw new IllegalStateException("configs cannot be read from " + url, e);
        }
    }

    private static void openJar(URI uri) throws IOException {
        try {
            FileSystems.getFileSystem(uri);
        } catch (FileSystemNotFoundException e) {
            FileSystems.newFileSystem(uri, Map.of()); // stays open as long as the process runs
        }
    }

    /**
     * Finds an experiment.
     *
     * @param nameOrPath its name, such as {@code fashion-mnist}, or the path of a YAML file
     */
    public Path find(String nameOrPath) {
        if (isYaml(nameOrPath)) {
            for (var path : List.of(Path.of(nameOrPath), root.resolve(nameOrPath))) {
                if (Files.isRegularFile(path)) {
                    return path;
                }
            }
            throw new ConfigException(
                    "config %s: no such file, neither here nor in %s".formatted(nameOrPath, root));
        }
        var path = root.resolve(nameOrPath + ".yaml");
        if (!Files.isRegularFile(path)) {
            throw new ConfigException(
                    "no config is named %s%s"
                            .formatted(nameOrPath, NearestName.hint(nameOrPath, names())));
        }
        return path;
    }

    /** Finds what a file names in {@code _base_}: beside that file, or in this folder. */
    Path findBase(Path file, String base) {
        var name = isYaml(base) ? base : base + ".yaml";
        for (var path : List.of(file.resolveSibling(name), root.resolve(name))) {
            if (Files.isRegularFile(path)) {
                return path.normalize();
            }
        }
        throw new ConfigException(
                "_base_ %s in %s: no such file, neither beside it nor in %s"
                        .formatted(base, display(file), root));
    }

    /** Names of the files {@code _base_/GROUP/OPTION.yaml}, sorted; none where it is no group. */
    List<String> options(String group) {
        return list(root.resolve(BASE).resolve(group));
    }

    /** Finds {@code _base_/GROUP/OPTION.yaml}. */
    Path findOption(String group, String option) {
        var options = options(group);
        if (!options.contains(option)) {
            throw new ConfigException(
                    options.isEmpty()
                            ? "%s=%s: %s has no group files, set its keys one by one"
                                    .formatted(group, option, group)
                            : "%s=%s: no such group file%s"
                                    .formatted(group, option, NearestName.hint(option, options)));
        }
        return root.resolve(BASE).resolve(group).resolve(option + ".yaml");
    }

    /** Names of all experiments, sorted. */
    public List<String> names() {
        return list(root).stream().filter(name -> !name.startsWith(BASE)).toList();
    }

    private static List<String> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return files.map(file -> folder.relativize(file).toString())
                    .filter(ConfigFolder::isYaml)
                    .map(name -> name.substring(0, name.lastIndexOf('.')))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of a config file. */
    String read(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new ConfigException("%s is not UTF-8 text".formatted(display(file)), e);
        } catch (IOException e) {
            throw new ConfigException(
                    "%s cannot be read: %s".formatted(display(file), e.getMessage()), e);
        }
    }

    /** A file as it stands in messages: relative to this folder if it is inside. */
    String display(Path file) {
        return Optional.of(file)
                .filter(f -> f.startsWith(root))
                .map(f -> root.relativize(f).toString())
                .orElseGet(file::toString);
    }

    private static boolean isYaml(String name) {
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }
}
