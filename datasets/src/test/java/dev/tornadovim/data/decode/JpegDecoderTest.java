package dev.tornadovim.data.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.DataException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Bytes too many are passed over, but never hide bytes too few: libjpeg reports its first warning only. */
class JpegDecoderTest {
    private static final Path RESTART = Path.of("src/test/resources/images/jpeg-restart.jpg");
    private static final ImageDecoder DECODER = new ImageDecoder();

    private byte[] whole;
    private final List<byte[]> parts = new ArrayList<>();

    /** The file up to its first restart marker, then a part per marker. */
    @BeforeEach
    void split() throws IOException {
        whole = Files.readAllBytes(RESTART);
        int begin = 0;
        for (int at = 0; at + 1 < whole.length; at++) {
            int marker = whole[at + 1] & 0xff;
            if ((whole[at] & 0xff) == 0xff
                    && (marker >= 0xd0 && marker <= 0xd7 || marker == 0xd9)) {
                parts.add(Arrays.copyOfRange(whole, begin, at));
                begin = at;
            }
        }
        parts.add(Arrays.copyOfRange(whole, begin, whole.length));
        assertThat(parts).hasSizeGreaterThan(4);
    }

    @Test
    void passesOverBytesBeforeEveryMarker() {
        for (int i = 0; i < parts.size() - 1; i++) {
            byte[] part = parts.get(i);
            parts.set(i, Arrays.copyOf(part, part.length + 1 + i));
        }
        assertThat(DECODER.decode("surplus", joined()).pixels())
                .isEqualTo(DECODER.decode("whole", whole).pixels());
    }

    @Test
    void noticesMissingBytesAfterThem() {
        parts.set(1, Arrays.copyOf(parts.get(1), parts.get(1).length + 3));
        parts.set(3, Arrays.copyOf(parts.get(3), parts.get(3).length - 20));
        assertThatThrownBy(() -> DECODER.decode("damaged", joined()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("damaged: unreadable JPEG: Corrupt JPEG data");
    }

    @Test
    void noticesTruncationAfterThem() {
        parts.set(1, Arrays.copyOf(parts.get(1), parts.get(1).length + 3));
        byte[] file = joined();
        byte[] part = Arrays.copyOf(file, file.length * 9 / 10);
        assertThatThrownBy(() -> DECODER.decode("part", part)).isInstanceOf(DataException.class);
    }

    private byte[] joined() {
        var out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }
}
