package dev.tornadovim.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * State of a Git checkout. The commit is read from the files of {@code .git}; the {@code git}
 * command, if there is one, tells whether files differ from it.
 *
 * @param commit in hex
 * @param branch its name, empty if the commit is checked out directly
 * @param dirty whether tracked files differ from the commit, empty if unknown
 */
public record GitState(String commit, Optional<String> branch, Optional<Boolean> dirty) {
    private static final String REF = "ref: ";
    private static final int GIT_SECONDS = 10;

    /** State of the checkout that contains a folder, if there is one with a commit. */
    public static Optional<GitState> of(Path folder) {
        for (var at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
            var git = at.resolve(".git");
            if (Files.exists(git)) {
                try {
                    return read(at, git);
                } catch (IOException e) {
                    return Optional.empty(); // an unreadable .git is as good as none
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<GitState> read(Path root, Path git) throws IOException {
        var own = git;
        if (Files.isRegularFile(git)) { // a linked work tree
            own = root.resolve(Files.readString(git).strip().substring("gitdir: ".length()));
        }
        var common = own;
        if (Files.exists(own.resolve("commondir"))) {
            common = own.resolve(Files.readString(own.resolve("commondir")).strip());
        }
        var head = Files.readString(own.resolve("HEAD")).strip();
        if (!head.startsWith(REF)) {
            return Optional.of(new GitState(head, Optional.empty(), dirty(root)));
        }
        var ref = head.substring(REF.length());
        var branch = ref.substring(ref.lastIndexOf("refs/heads/") + "refs/heads/".length());
        return commit(common, ref)
                .map(commit -> new GitState(commit, Optional.of(branch), dirty(root)));
    }

    private static Optional<String> commit(Path common, String ref) throws IOException {
        if (Files.exists(common.resolve(ref))) {
            return Optional.of(Files.readString(common.resolve(ref)).strip());
        }
        var packed = common.resolve("packed-refs");
        if (!Files.exists(packed)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(packed)) {
            return lines.filter(line -> line.endsWith(" " + ref))
                    .map(line -> line.substring(0, line.indexOf(' ')))
                    .findFirst();
        }
    }

    private static Optional<Boolean> dirty(Path root) {
        try {
            var process =
                    new ProcessBuilder("git", "diff", "--quiet", "HEAD")
                            .directory(root.toFile())
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!process.waitFor(GIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return switch (process.exitValue()) {
                case 0 -> Optional.of(false);
                case 1 -> Optional.of(true);
                default -> Optional.empty();
            };
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
