package dev.tornadovim.experiments.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tornadovim.data.file.FileReplacement;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * An event file as TensorBoard reads it: TFRecord framing ({@code record_writer.cc} of TensorFlow)
 * around {@code Event} messages ({@code event.proto}, {@code summary.proto}), of which scalars and
 * the mark of a restart are written.
 *
 * <pre>
 * record: u64 length, u32 masked CRC32C of those 8 bytes, payload, u32 masked CRC32C of the payload
 * </pre>
 */
final class EventFile implements AutoCloseable {
    private static final int EVENT_WALL_TIME = 1;
    private static final int EVENT_STEP = 2;
    private static final int EVENT_FILE_VERSION = 3;
    private static final int EVENT_SUMMARY = 5;
    private static final int EVENT_SESSION_LOG = 7;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SIMPLE = 2;
    private static final int SESSION_LOG_STATUS = 1;
    private static final int SESSION_LOG_START = 1;

    private final Path file;
    private final FileChannel channel;

    private EventFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Creates a file with the version event that must come first.
     *
     * @param file that must not exist; its name has to contain {@code tfevents}
     * @param seconds since 1970
     */
    static EventFile create(Path file, double seconds) {
        try {
            var events =
                    new EventFile(
                            file,
                            FileChannel.open(
                                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
            events.write(
                    new Message()
                            .fixed64(EVENT_WALL_TIME, Double.doubleToLongBits(seconds))
                            .bytes(EVENT_FILE_VERSION, "brain.Event:2".getBytes(UTF_8)));
            return events;
        } catch (IOException e) {
            throw RowFile.unwritable(file, e);
        }
    }

    /** Tells readers to forget what earlier files say of this step and later ones. */
    void restart(double seconds, long step) {
        write(
                event(seconds, step)
                        .bytes(
                                EVENT_SESSION_LOG,
                                new Message()
                                        .varint(SESSION_LOG_STATUS, SESSION_LOG_START)
                                        .toByteArray()));
    }

    /** Writes one value. */
    void scalar(double seconds, long step, String tag, float value) {
        var entry =
                new Message()
                        .bytes(VALUE_TAG, tag.getBytes(UTF_8))
                        .fixed32(VALUE_SIMPLE, Float.floatToIntBits(value));
        write(
                event(seconds, step)
                        .bytes(
                                EVENT_SUMMARY,
                                new Message()
                                        .bytes(SUMMARY_VALUE, entry.toByteArray())
                                        .toByteArray()));
    }

    private static Message event(double seconds, long step) {
        return new Message()
                .fixed64(EVENT_WALL_TIME, Double.doubleToLongBits(seconds))
                .varint(EVENT_STEP, step);
    }

    private void write(Message message) {
        var payload = message.toByteArray();
        var record =
                ByteBuffer.allocate(Long.BYTES + payload.length + 2 * Integer.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(payload.length);
        record.putInt(maskedCrc(record.array(), 0, Long.BYTES));
        record.put(payload);
        record.putInt(maskedCrc(payload, 0, payload.length));
        record.flip();
        try {
            FileReplacement.writeFully(channel, record);
        } catch (IOException e) {
            throw RowFile.unwritable(file, e);
        }
    }

    /** CRC-32C, rotated and offset because it is stored beside what it covers. */
    static int maskedCrc(byte[] bytes, int offset, int length) {
        var crc = new CRC32C();
        crc.update(bytes, offset, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw RowFile.unwritable(file, e);
        }
    }

    /** A message in the wire format of protocol buffers. */
    private static final class Message {
        private static final int VARINT = 0;
        private static final int FIXED64 = 1;
        private static final int LENGTH = 2;
        private static final int FIXED32 = 5;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message varint(int field, long value) {
            raw((long) field << 3 | VARINT);
            raw(value);
            return this;
        }

        Message fixed64(int field, long bits) {
            raw((long) field << 3 | FIXED64);
            return little(bits, Long.BYTES);
        }

        Message fixed32(int field, int bits) {
            raw((long) field << 3 | FIXED32);
            return little(bits, Integer.BYTES);
        }

        Message bytes(int field, byte[] value) {
            raw((long) field << 3 | LENGTH);
            raw(value.length);
            out.writeBytes(value);
            return this;
        }

        private Message little(long bits, int size) {
            for (int i = 0; i < size; i++) {
                out.write((int) (bits >>> 8 * i));
            }
            return this;
        }

        private void raw(long value) {
            for (; (value & ~0x7fL) != 0; value >>>= 7) {
                out.write((int) (value & 0x7f | 0x80));
            }
            out.write((int) value);
        }

        byte[] toByteArray() {
            return out.toByteArray();
        }
    }
}
