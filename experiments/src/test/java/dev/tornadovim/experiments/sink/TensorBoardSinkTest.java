package dev.tornadovim.experiments.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Reads event files back with a decoder of its own. */
class TensorBoardSinkTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1000), ZoneOffset.UTC);

    @TempDir private Path folder;

    private void play(long from, long to) {
        try (var sink = new TensorBoardSink(folder, 2, CLOCK)) {
            Trainings.play(sink, from, to);
        }
    }

    @Test
    void everyValueIsReadBack() throws IOException {
        play(0, 4);
        assertThat(events("events.out.tfevents.0000001000.0000000000.tornado-vim"))
                .startsWith("1000.0 version brain.Event:2")
                .contains(
                        "1000.0 step 2 train/loss 2.0",
                        "1000.0 step 2 train/learning_rate 0.002",
                        "1000.0 step 4 train/gradient_norm 1.5",
                        "1000.0 step 4 speed/images_per_second 256.0",
                        "1000.0 step 4 test/top1/model 0.6666667",
                        "1000.0 step 4 epoch/loss 2.0")
                .doesNotContain("1000.0 step 1 train/loss 4.0")
                .hasSize(1 + 2 * 4 + 3 + 1);
    }

    @Test
    void aResumedTrainingWritesTheMarkOfARestart() throws IOException {
        play(4, 4);
        assertThat(events("events.out.tfevents.0000001000.0000000004.tornado-vim"))
                .containsExactly("1000.0 version brain.Event:2", "1000.0 step 5 restart");
    }

    /**
     * What {@code RecordWriter} of tensorboard 2.21.0 makes of {@code Event(wall_time=1000,
     * file_version="brain.Event:2")}; it pins the framing and the masked check sums.
     */
    @Test
    void theFirstRecordHasTheBytesOfTensorBoardsOwnWriter() throws IOException {
        play(0, 0);
        var bytes =
                Files.readAllBytes(
                        folder.resolve("events.out.tfevents.0000001000.0000000000.tornado-vim"));
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(
                        "1800000000000000a37f4b22"
                                + "090000000000408f401a0d627261696e2e4576656e743a32"
                                + "73ae6b56");
    }

    private List<String> events(String name) throws IOException {
        var buffer =
                ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name)))
                        .order(ByteOrder.LITTLE_ENDIAN);
        var events = new ArrayList<String>();
        while (buffer.hasRemaining()) {
            var length = new byte[Long.BYTES];
            buffer.get(buffer.position(), length);
            var payload = new byte[Math.toIntExact(buffer.getLong())];
            assertThat(buffer.getInt()).isEqualTo(EventFile.maskedCrc(length, 0, 8));
            buffer.get(payload);
            assertThat(buffer.getInt()).isEqualTo(EventFile.maskedCrc(payload, 0, payload.length));
            events.add(event(ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN)));
        }
        return events;
    }

    private static String event(ByteBuffer in) {
        var text = new StringBuilder();
        while (in.hasRemaining()) {
            int key = in.get();
            switch (key) {
                case 1 << 3 | 1 -> text.append(in.getDouble());
                case 2 << 3 -> text.append(" step ").append(varint(in));
                case 3 << 3 | 2 -> text.append(" version ").append(text(in));
                case 5 << 3 | 2 -> text.append(' ').append(summary(in));
                case 7 << 3 | 2 -> {
                    assertThat(new byte[] {in.get(), in.get(), in.get()})
                            .as("a message of 2 bytes: status = START")
                            .containsExactly(2, 1 << 3, 1);
                    text.append(" restart");
                }
                default -> throw new AssertionError("field key " + key);
            }
        }
        return text.toString();
    }

    private static String summary(ByteBuffer in) {
        varint(in); // size of the summary
        assertThat(in.get()).isEqualTo((byte) (1 << 3 | 2));
        varint(in); // size of its value
        assertThat(in.get()).isEqualTo((byte) (1 << 3 | 2));
        var tag = text(in);
        assertThat(in.get()).isEqualTo((byte) (2 << 3 | 5));
        return tag + " " + in.getFloat();
    }

    private static String text(ByteBuffer in) {
        var bytes = new byte[(int) varint(in)];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = in.get();
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }
}
