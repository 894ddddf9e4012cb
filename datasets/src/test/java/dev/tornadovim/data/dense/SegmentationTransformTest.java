package dev.tornadovim.data.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.LabelMap;
import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.augment.SampleRandom.Purpose;
import dev.tornadovim.data.dense.ImageScale.Size;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.stream.IntStream;

class SegmentationTransformTest {
    /** Grey of a class: far enough apart for interpolation to show. */
    private static final int STEP = 60;

    private static SampleRandom random(int index) {
        return SampleRandom.of(2, Purpose.SAMPLE, 0, index);
    }

    /** Rectangles of four classes, whose grey in every channel is {@code STEP · class}. */
    private static SegmentationSample blocks(int height, int width, int seed) {
        var random = random(seed);
        byte[] labels = new byte[height * width];
        for (int k = 0; k < 6; k++) {
            int label = random.below(4);
            int top = random.below(height);
            int left = random.below(width);
            int bottom = top + 1 + random.below(height - top);
            int right = left + 1 + random.below(width - left);
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    labels[y * width + x] = (byte) label;
                }
            }
        }
        byte[] pixels = new byte[3 * labels.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (labels[i % labels.length] * STEP);
        }
        return new SegmentationSample(
                new Image(3, height, width, pixels), new LabelMap(height, width, labels));
    }

    private static void assertAligned(SegmentationSample sample) {
        for (int y = 0; y < sample.height(); y++) {
            for (int x = 0; x < sample.width(); x++) {
                for (int c = 0; c < 3; c++) {
                    assertThat(sample.image().at(c, y, x))
                            .as("channel %d, row %d, column %d", c, y, x)
                            .isEqualTo(sample.labels().at(y, x) * STEP);
                }
            }
        }
    }

    private static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    /** A side from {@code least} to 40 pixels, one of the two limits for some seeds. */
    private static int side(int seed, int least, SampleRandom random) {
        return switch (seed % 10) {
            case 0 -> least;
            case 1 -> 40;
            default -> least + random.below(41 - least);
        };
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void cropsAndMirrorsKeepImageAndLabelsAligned(int seed) {
        var sizes = SampleRandom.of(3, Purpose.SAMPLE, 0, seed);
        int height = side(seed, 1, sizes);
        int width = side(seed / 10, 1, sizes);
        var sample = blocks(height, width, seed);
        var crop = new RandomCropLabels(17, 23, 0.75).apply(sample, random(seed));
        assertThat(crop.height()).isEqualTo(Math.min(17, height));
        assertThat(crop.width()).isEqualTo(Math.min(23, width));
        assertAligned(crop);
        var mirror = SegmentationTransform.flip(1).apply(crop, random(seed));
        assertAligned(mirror);
        assertThat(mirror.labels().at(0, 0)).isEqualTo(crop.labels().at(0, crop.width() - 1));
        assertThat(SegmentationTransform.flip(0).apply(crop, random(seed))).isSameAs(crop);
    }

    /** Interpolated greys lie between two classes; where the neighborhood is flat they are one's. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void scalesKeepImageAndLabelsAligned(int seed) {
        var sizes = SampleRandom.of(4, Purpose.SAMPLE, 0, seed);
        var sample = blocks(side(seed, 4, sizes), side(seed / 10, 4, sizes), seed);
        var scaled =
                new RandomScale(new ImageScale(120, 30, Resizing.PILLOW), 0.5, 2)
                        .apply(sample, random(seed));
        for (int y = 1; y < scaled.height() - 1; y++) {
            for (int x = 1; x < scaled.width() - 1; x++) {
                int grey = scaled.image().at(0, y, x);
                boolean flat = true;
                for (int k = 0; k < 9; k++) {
                    flat &= scaled.image().at(0, y - 1 + k / 3, x - 1 + k % 3) == grey;
                }
                if (flat) {
                    assertThat(scaled.labels().at(y, x) * STEP)
                            .as("row %d, column %d of %s", y, x, scaled.image())
                            .isEqualTo(grey);
                }
            }
        }
    }

    /** Expected sizes: mmcv's {@code rescale_size} in Python. */
    @Test
    void scalesAreThoseOfMmcv() {
        var scale = new ImageScale(2048, 512, Resizing.PILLOW);
        assertThat(scale.of(480, 640)).isEqualTo(new Size(512, 683));
        assertThat(scale.of(640, 480)).isEqualTo(new Size(683, 512));
        assertThat(scale.of(100, 1000)).isEqualTo(new Size(205, 2048));
        assertThat(scale.of(683, 512)).isEqualTo(new Size(683, 512));
        assertThat(scale.of(1, 3)).isEqualTo(new Size(512, 1536));
        Size[] drawn = {new Size(35, 45), new Size(80, 104), new Size(25, 32)};
        var random = new RandomScale(new ImageScale(200, 50, Resizing.PILLOW), 0.5, 2);
        for (int i = 0; i < drawn.length; i++) {
            var sample = random.apply(blocks(47, 61, 0), random(i));
            assertThat(new Size(sample.height(), sample.width())).isEqualTo(drawn[i]);
        }
    }

    @Test
    void cropsAvoidParts() {
        byte[] labels = new byte[40 * 40];
        for (int i = 0; i < labels.length; i++) {
            // The left tenth is another class, and the rest of its rows is not labeled below.
            labels[i] = (byte) (i % 40 < 4 ? 1 : i / 40 < 20 ? 0 : SegmentationSample.IGNORED);
        }
        var sample =
                new SegmentationSample(
                        new Image(1, 40, 40, new byte[1600]), new LabelMap(40, 40, labels));
        int varied = 0;
        int any = 0;
        for (int seed = 0; seed < 200; seed++) {
            varied += hasBoth(new RandomCropLabels(10, 10, 0.75).apply(sample, random(seed)));
            any += hasBoth(new RandomCropLabels(10, 10, 1).apply(sample, random(seed)));
        }
        // 13 % of the places hold both classes; 7 % keep the limit, which ten draws find half the
        // time.
        assertThat(any).isBetween(5, 40);
        assertThat(varied).isBetween(70, 150);
    }

    @Test
    void samplesWithoutAnyLabelAreCropped() {
        byte[] labels = new byte[100];
        Arrays.fill(labels, (byte) SegmentationSample.IGNORED);
        var sample =
                new SegmentationSample(
                        new Image(1, 10, 10, new byte[100]), new LabelMap(10, 10, labels));
        var crop = new RandomCropLabels(4).apply(sample, random(0));
        assertThat(crop.labels().classes()).hasSize(16).containsOnly(SegmentationSample.IGNORED);
    }

    private static int hasBoth(SegmentationSample sample) {
        boolean[] seen = new boolean[256];
        for (byte label : sample.labels().classes()) {
            seen[label & 0xff] = true;
        }
        return seen[0] && seen[1] ? 1 : 0;
    }

    @Test
    void refusesLabelsOfAnotherSize() {
        var image = new Image(1, 2, 3, new byte[6]);
        assertThatThrownBy(() -> new SegmentationSample(image, new LabelMap(3, 2, new byte[6])))
                .hasMessage("an image of 3 × 2 pixels with labels of 2 × 3");
    }
}
