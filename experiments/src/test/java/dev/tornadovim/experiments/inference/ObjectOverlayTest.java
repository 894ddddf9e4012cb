package dev.tornadovim.experiments.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.coco.Rle;
import dev.tornadovim.pipeline.detection.Detection;

import org.junit.jupiter.api.Test;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;

/** A black image of 384 x 384 pixels, which is not enlarged, with one object. */
class ObjectOverlayTest {
    private static final int SIDE = 384;
    private static final int LABEL = 1;

    private static final Image BLACK = new Image(1, SIDE, SIDE, new byte[SIDE * SIDE]);

    @Test
    void aBoxIsDrawnInTheColourOfItsClassAndItsMaskIsTinted() {
        var drawn = ObjectOverlay.draw(BLACK, List.of(object()), List.of("sky", "car"));
        assertThat(rgb(drawn, 200, 100)).isEqualTo(ClassColours.of(LABEL));
        assertThat(rgb(drawn, 150, 250)).isEqualTo(ClassColours.of(LABEL));
        // 0.55 of 128 in green.
        assertThat(rgb(drawn, 200, 200)).isEqualTo(0x004600);
        assertThat(rgb(drawn, 300, 300)).isZero();
    }

    @Test
    void theNameLiesOnWhiteAboveTheBox() {
        assumeThat(Lettering.font()).isPresent();
        var drawn = ObjectOverlay.draw(BLACK, List.of(object()), List.of("sky", "car"));
        assertThat(rgb(drawn, 151, 97)).isEqualTo(Color.WHITE.getRGB() & 0xFFFFFF);
    }

    @Test
    void withoutAFontBoxesAreDrawnWithoutNames() {
        var drawn =
                ObjectOverlay.draw(
                        BLACK, List.of(object()), List.of("sky", "car"), Optional.empty());
        assertThat(rgb(drawn, 200, 100)).isEqualTo(ClassColours.of(LABEL));
        assertThat(rgb(drawn, 151, 97)).isZero();
    }

    /** From (150, 100) to (250, 300), with a mask that begins 20 pixels inside. */
    private static Detection object() {
        byte[] mask = new byte[SIDE * SIDE];
        for (int y = 120; y < 280; y++) {
            for (int x = 170; x < 230; x++) {
                mask[y * SIDE + x] = 1;
            }
        }
        return new Detection(
                LABEL, 0.9, new double[] {150, 100, 250, 300}, Rle.encode(SIDE, SIDE, mask));
    }

    private static int rgb(BufferedImage picture, int x, int y) {
        return picture.getRGB(x, y) & 0xFFFFFF;
    }
}
