package dev.tornadovim.experiments.run;

import dev.tornadovim.data.file.FileReplacement;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reserves a folder for one process. The system releases the lock when the process ends, however it
 * ends.
 */
public final class FolderLock implements AutoCloseable {
    private static final String FILE = "lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Locks a folder.
     *
     * @throws RunException if another process has locked it, or it cannot be written
     */
    public static FolderLock take(Path folder) {
        try {
            var channel =
                    FileChannel.open(
                            folder.resolve(FILE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new RunException(
                        folder + " is in use by another process; wait for it to end");
            }
            return new FolderLock(channel);
        } catch (IOException e) {
            throw new RunException(
                    "%s cannot be written: %s"
                            .formatted(folder.resolve(FILE), FileReplacement.reason(e)),
                    e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // this very process has it
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new RunException("a lock cannot be released: " + e.getMessage(), e);
        }
    }
}
