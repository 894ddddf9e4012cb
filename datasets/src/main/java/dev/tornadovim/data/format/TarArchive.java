package dev.tornadovim.data.format;

import dev.tornadovim.data.DataException;

import org.apache.commons.compress.archivers.tar.TarFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A tar file, read in place: nothing is unpacked. Members are found by their headers and read by
 * position; a member may be a tar file itself.
 */
record TarArchive(Path file) {
    private static final long BLOCK = 512;

    /**
     * A regular file in an archive.
     *
     * @param name as stored
     * @param offset of its first byte in the outermost archive
     * @param size in bytes
     */
    record Member(String name, long offset, long size) {}

    /**
     * The regular files that are not {@linkplain Names#isHidden hidden}, in the order of the archive.
     *
     * @throws DataException if it is no tar file, ends in the middle of a member, or names a path
     *     outside its folder
     */
    List<Member> members() {
        return open(channel -> members(channel, 0, channel.size(), file.toString()));
    }

    /** The regular files of a member that is a tar file itself. */
    List<Member> members(Member archive) {
        return open(channel -> members(channel, archive.offset(), archive.size(), source(archive)));
    }

    /** The bytes of a member. */
    byte[] read(Member member, long limit) {
        if (member.size() > limit) {
            throw new DataException(
                    source(member), "%d bytes, the limit is %d".formatted(member.size(), limit));
        }
        return open(
                channel -> {
                    var buffer = ByteBuffer.allocate((int) member.size());
                    while (buffer.hasRemaining()) {
                        if (channel.read(buffer, member.offset() + buffer.position()) < 0) {
                            throw new IOException("truncated in " + member.name());
                        }
                    }
                    return buffer.array();
                });
    }

    /** Names a member in messages. */
    String source(Member member) {
        return file + "!" + member.name();
    }

    private interface Use<T> {
        T of(FileChannel channel) throws IOException;
    }

    private <T> T open(Use<T> use) {
        try (var channel = FileChannel.open(file)) {
            return use.of(channel);
        } catch (NoSuchFileException e) {
            throw new DataException(file, "no such file", e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static List<Member> members(FileChannel channel, long offset, long size, String source)
            throws IOException {
        var members = new ArrayList<Member>();
        try (var tar = new TarFile(new Window(channel, offset, size))) {
            long end = 0;
            for (var entry : tar.getEntries()) {
                end = entry.getDataOffset() + Math.ceilDiv(entry.getSize(), BLOCK) * BLOCK;
                if (!entry.isFile()) {
                    continue;
                }
                String name = entry.getName();
                if (!Names.isInside(name)) {
                    throw new DataException(
                            source, "a member is named %s, outside of its folder".formatted(name));
                }
                if (entry.isSparse() || entry.getDataOffset() + entry.getSize() > size) {
                    throw new DataException(source, "truncated in its member " + name);
                }
                // Among them what macOS packs with each file: AppleDouble files, ._NAME.
                if (!Names.isHidden(name)) {
                    members.add(new Member(name, offset + entry.getDataOffset(), entry.getSize()));
                }
            }
            // The library takes a cut header for the end; a whole archive has a block of zeros
            // there.
            if (end + BLOCK > size) {
                throw new DataException(source, "no tar file, or truncated in a header");
            }
        } catch (IllegalArgumentException e) {
            throw new DataException(source, "no tar file: " + e.getMessage(), e);
        } catch (IOException e) {
            throw unreadable(source, e);
        }
        if (members.isEmpty()) {
            throw new DataException(source, "no tar file, or one without files in it");
        }
        return members;
    }

    private static DataException unreadable(Object source, IOException e) {
        return new DataException(source, "unreadable tar file: " + e.getMessage(), e);
    }

    /** A part of a channel that looks like a channel of its own; closing it does nothing. */
    private static final class Window implements SeekableByteChannel {
        private final FileChannel channel;
        private final long offset;
        private final long size;
        private long position;

        Window(FileChannel channel, long offset, long size) {
            this.channel = channel;
            this.offset = offset;
            this.size = size;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (position >= size) {
                return -1;
            }
            int length = (int) Math.min(target.remaining(), size - position);
            var part = target.slice(target.position(), length);
            int count = channel.read(part, offset + position);
            if (count > 0) {
                target.position(target.position() + count);
                position += count;
            }
            return count;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public SeekableByteChannel position(long newPosition) {
            position = newPosition;
            return this;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            throw new IOException("opened for reading");
        }

        @Override
        public SeekableByteChannel truncate(long newSize) throws IOException {
            throw new IOException("opened for reading");
        }

        @Override
        public void close() {
            // The channel belongs to whoever opened it.
        }
    }
}
