package dev.tornadovim.data.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.data.Image;

import org.junit.jupiter.api.Test;

class CutoutTest {
    private static String shape(String... picture) {
        var cutout = Cutout.of(Pictures.of(picture));
        int size = picture.length;
        var drawn = new StringBuilder();
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                drawn.append(cutout.insideAt(y + 0.5, x + 0.5) > 0.5 ? '#' : '.');
            }
            drawn.append(y < size - 1 ? "/" : "");
        }
        return drawn.toString();
    }

    @Test
    void keepsTheLargestPart() {
        assertThat(shape("55....", "55....", "......", "...555", "...555", "......"))
                .isEqualTo("....../....../....../...###/...###/......");
    }

    @Test
    void partsHangTogetherAtCorners() {
        assertThat(shape("5....", ".5...", "..5..", ".....", "...44"))
                .isEqualTo("#..../.#.../..#../...../.....");
    }

    @Test
    void fillsHolesButNotBays() {
        assertThat(shape("55555", "5...5", "5.5.5", "55555", "5.5.5"))
                .isEqualTo("#####/#####/#####/#####/#.#.#");
    }

    @Test
    void noiseIsNotPartOfAGarment() {
        byte[] pixels = {16, 16, 16, 17};
        var cutout = Cutout.of(new Image(1, 2, 2, pixels));
        assertThat(cutout.insideAt(0.5, 0.5)).isZero();
        assertThat(cutout.insideAt(1.5, 1.5)).isEqualTo(1);
    }

    @Test
    void blackPicturesHaveNoShape() {
        assertThat(shape("...", "...", "...")).isEqualTo(".../.../...");
    }

    @Test
    void theOutlineLiesBetweenPixels() {
        var cutout = Cutout.of(Pictures.of("....", ".99.", ".99.", "...."));
        assertThat(cutout.insideAt(2, 1)).isCloseTo(0.5, within(1e-9));
        assertThat(cutout.insideAt(2, 2)).isEqualTo(1);
        assertThat(cutout.insideAt(1, 1)).isCloseTo(0.25, within(1e-9));
        assertThat(cutout.insideAt(-3, 2)).isZero();
    }

    @Test
    void brightnessIsThatOfThePixelAtItsMiddle() {
        var cutout = Cutout.of(Pictures.of("123", "456", "789"));
        assertThat(cutout.shadeAt(0.5, 0.5)).isCloseTo(25 / 255.0, within(1e-6));
        assertThat(cutout.shadeAt(1.5, 2.5)).isCloseTo(150 / 255.0, within(1e-6));
        assertThat(cutout.shadeAt(1.5, 1)).isBetween(100 / 255.0, 125 / 255.0);
    }
}
