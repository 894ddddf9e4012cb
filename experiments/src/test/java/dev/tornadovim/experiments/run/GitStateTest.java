package dev.tornadovim.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checkouts are laid out by hand as gitrepository-layout(5) describes. */
class GitStateTest {
    private static final String COMMIT = "1234567890123456789012345678901234567890";

    @TempDir private Path root;

    private void write(String name, String text) throws IOException {
        Files.createDirectories(root.resolve(name).getParent());
        Files.writeString(root.resolve(name), text);
    }

    private GitState state(String folder) {
        return GitState.of(root.resolve(folder)).orElseThrow();
    }

    @Test
    void aLooseBranch() throws IOException {
        write("a/.git/HEAD", "ref: refs/heads/feature/x\n");
        write("a/.git/refs/heads/feature/x", COMMIT + "\n");
        Files.createDirectories(root.resolve("a/deep/er"));
        assertThat(state("a/deep/er").commit()).isEqualTo(COMMIT);
        assertThat(state("a").branch()).contains("feature/x");
    }

    @Test
    void aPackedBranch() throws IOException {
        write("a/.git/HEAD", "ref: refs/heads/main\n");
        write("a/.git/packed-refs", "# pack-refs with: peeled\n" + COMMIT + " refs/heads/main\n");
        assertThat(state("a").commit()).isEqualTo(COMMIT);
    }

    @Test
    void aCommitCheckedOutDirectly() throws IOException {
        write("a/.git/HEAD", COMMIT + "\n");
        assertThat(state("a").commit()).isEqualTo(COMMIT);
        assertThat(state("a").branch()).isEmpty();
    }

    @Test
    void aLinkedWorkTree() throws IOException {
        write("a/.git/refs/heads/x", COMMIT + "\n");
        write("a/.git/worktrees/b/HEAD", "ref: refs/heads/x\n");
        write("a/.git/worktrees/b/commondir", "../..\n");
        write("b/.git", "gitdir: " + root.resolve("a/.git/worktrees/b") + "\n");
        assertThat(state("b").commit()).isEqualTo(COMMIT);
    }

    @Test
    void noCheckoutOrNoCommit() throws IOException {
        assertThat(GitState.of(root)).isEmpty();
        write("a/.git/HEAD", "ref: refs/heads/main\n");
        assertThat(GitState.of(root.resolve("a"))).isEmpty();
    }
}
