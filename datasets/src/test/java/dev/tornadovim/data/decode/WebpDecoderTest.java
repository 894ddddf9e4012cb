package dev.tornadovim.data.decode;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;

class WebpDecoderTest {
    @ParameterizedTest
    @CsvSource({
        "Linux, amd64",
        "Linux, aarch64",
        "Mac OS X, x86_64",
        "Mac OS X, aarch64",
        "Windows 11, amd64"
    })
    void hasNativesForUsualPlatforms(String system, String architecture) {
        assertThatCode(() -> WebpDecoder.requireNatives(system, architecture))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesOtherPlatformsInOneLine() {
        assertThatThrownBy(() -> WebpDecoder.requireNatives("Linux", "riscv64"))
                .isInstanceOf(IOException.class)
                .hasMessage("no libwebp for Linux on riscv64");
    }
}
