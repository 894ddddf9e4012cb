package dev.tornadovim.experiments.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.LabelMap;
import dev.tornadovim.pipeline.inference.ClassShare;

import org.junit.jupiter.api.Test;

import java.awt.image.BufferedImage;
import java.util.List;

class SegmentationOverlayTest {

    /** Colours 1, 2, 3 and 15 of the VOC devkit's VOClabelcolormap. */
    @Test
    void coloursAreThoseOfPascalVoc() {
        assertThat(ClassColours.of(0)).isEqualTo(0x800000);
        assertThat(ClassColours.of(1)).isEqualTo(0x008000);
        assertThat(ClassColours.of(2)).isEqualTo(0x808000);
        assertThat(ClassColours.of(14)).isEqualTo(0xC08080);
    }

    @Test
    void classesAreDrawnOverTheImageAndIgnoredPixelsStay() {
        Image image = new Image(1, 1, 2, new byte[] {100, 100});
        LabelMap labels = new LabelMap(1, 2, new byte[] {0, (byte) 255});
        BufferedImage drawn = SegmentationOverlay.draw(image, labels);
        // 0.45 of 100, and 0.55 of 128 in red.
        assertThat(drawn.getRGB(0, 0) & 0xFFFFFF).isEqualTo(0x732D2D);
        assertThat(drawn.getRGB(1, 0) & 0xFFFFFF).isEqualTo(0x646464);
    }

    @Test
    void theLegendHasALineForEachClassThatIsThere() {
        LabelMap labels = new LabelMap(2, 2, new byte[] {2, 0, 2, 2});
        List<ClassShare> classes = ClassShare.of(labels, List.of("sky", "road", "car"));
        assertThat(classes.stream().map(ClassShare::text))
                .containsExactly("car 75.0 %", "sky 25.0 %");
        var picture = new BufferedImage(200, 50, BufferedImage.TYPE_INT_RGB);
        BufferedImage all = SegmentationOverlay.withLegend(picture, classes);
        assertThat(all.getHeight()).isEqualTo(50 + 2 * 18 + 4);
        assertThat(all.getRGB(8, 50 + 8) & 0xFFFFFF).isEqualTo(ClassColours.of(2));
        assertThat(all.getRGB(8, 50 + 18 + 8) & 0xFFFFFF).isEqualTo(ClassColours.of(0));
    }
}
