package dev.tornadovim.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

class FileReplacementTest {

    /** A device on which every write fails as on a full disk. */
    private static final Path FULL = Path.of("/dev/full");

    @TempDir private Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theNewContentTakesThePlaceOfTheOld() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "old and longer");
        FileReplacement.write(file, "né\n");
        assertThat(file).hasContent("né\n");
        assertThat(names()).containsExactly("a.txt");
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "old");
        assertThatThrownBy(
                        () ->
                                FileReplacement.write(
                                        file,
                                        channel -> {
                                            channel.write(java.nio.ByteBuffer.allocate(10));
                                            throw new IOException("torn");
                                        }))
                .hasMessage("torn");
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("a.txt");
    }

    @Test
    void aFullDiskLeavesNoTemporaryFileAndIsNamed() throws IOException {
        assumeTrue(Files.exists(FULL), "there is no " + FULL);
        Path file = Files.writeString(folder.resolve("a.txt"), "old");
        Files.createSymbolicLink(folder.resolve("a.txt.tmp"), FULL);
        assertThatThrownBy(() -> FileReplacement.write(file, "new"))
                .isInstanceOfSatisfying(
                        IOException.class,
                        e ->
                                assertThat(FileReplacement.reason(e))
                                        .isEqualTo("No space left on device"));
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("a.txt");
    }

    @Test
    void reasonsLeaveOutTheNameOfTheFile() {
        assertThatThrownBy(() -> FileReplacement.write(folder.resolve("no/a.txt"), ""))
                .isInstanceOfSatisfying(
                        IOException.class,
                        e -> assertThat(FileReplacement.reason(e)).isEqualTo("no such folder"));
    }

    /** Without it, a machine that loses power may come back without the new name. */
    @Test
    void theFolderIsForcedAfterTheFile() throws IOException {
        Path events = folder.resolve("events.jfr");
        Path file = Files.createDirectory(folder.resolve("sub")).resolve("a.txt");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileForce").withThreshold(Duration.ZERO);
            recording.start();
            FileReplacement.write(file, "x");
            recording.stop();
            recording.dump(events);
        }
        assertThat(RecordingFile.readAllEvents(events))
                .extracting(event -> event.getString("path"))
                .containsSubsequence(file + ".tmp", file.getParent().toString());
    }
}
