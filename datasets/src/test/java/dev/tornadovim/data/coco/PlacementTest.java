package dev.tornadovim.data.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.augment.SampleRandom.Purpose;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.LongStream;

/** Masks and boxes go where their image goes. */
class PlacementTest {

    /** An image of random size, placed at random; at most six pixels become one. */
    private static Placement placement(SampleRandom random) {
        int height = 4 + random.below(21);
        int width = 4 + random.below(21);
        return new LargeScaleJitter(8 + random.below(25), 0.5, 2.5, 0.5)
                .place(height, width, random);
    }

    private static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    private static SampleRandom random(long seed) {
        return SampleRandom.of(seed, Purpose.SAMPLE, 0, 0);
    }

    /** White where the mask is. */
    private static Image painted(byte[] mask, int height, int width) {
        byte[] pixels = new byte[mask.length];
        for (int i = 0; i < mask.length; i++) {
            pixels[i] = (byte) (mask[i] * 255);
        }
        return new Image(1, height, width, pixels);
    }

    /** Where the image is purely white or black after filtering, the mask is 1 or 0. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bitsStayOnTheirImage(long seed) {
        var random = random(seed);
        var placement = placement(random);
        int height = placement.sourceHeight();
        int width = placement.sourceWidth();
        byte[] mask = new byte[height * width];
        int top = random.below(height);
        int left = random.below(width);
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) (i / width >= top && i % width >= left ? 1 : 0);
        }
        var image = placement.image(painted(mask, height, width));
        var bits = new BitMask(height, width, mask).placed(placement);
        var runs = new RleMask(Rle.encode(height, width, mask)).placed(placement);
        assertThat(bits.height()).isEqualTo(image.height());
        assertThat(bits.width()).isEqualTo(image.width());
        assertThat(runs.pixels()).isEqualTo(bits.pixels());
        for (int i = 0; i < bits.pixels().length; i++) {
            int value = image.pixels()[i] & 0xff;
            if (value == 0 || value == 255) {
                assertThat((int) bits.pixels()[i]).as("pixel %d", i).isEqualTo(value / 255);
            }
        }
    }

    /** Where the image is white or black all around, a polygon is drawn or not. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void polygonsStayOnTheirImage(long seed) {
        var random = random(seed);
        int height = 20 + random.below(21);
        int width = 20 + random.below(21);
        var placement =
                new LargeScaleJitter(32 + random.below(32), 0.5, 2, 0.5)
                        .place(height, width, random);
        double[] corners = new double[2 * (3 + random.below(6))];
        double x = random.uniform(0, width);
        double y = random.uniform(0, height);
        double radius = random.uniform(5, 20);
        double turn = random.uniform(0, Math.PI);
        for (int i = 0; i < corners.length; i += 2) {
            corners[i] = x + radius * Math.cos(turn + 2 * Math.PI * i / corners.length);
            corners[i + 1] = y + radius * Math.sin(turn + 2 * Math.PI * i / corners.length);
        }
        var polygon = new PolygonMask(height, width, List.of(corners));
        var image = placement.image(painted(polygon.rle().decode(), height, width));
        byte[] drawn = polygon.placed(placement).rle().decode();
        // The outline is off by up to a pixel in the source, and by another one here.
        int reach = 1 + (int) Math.ceil(2 * Math.max(placement.scaleX(), placement.scaleY()));
        for (int row = 0; row < image.height(); row++) {
            for (int column = 0; column < image.width(); column++) {
                int sides = around(image, row, column, reach);
                if (sides >= 0) {
                    assertThat((int) drawn[row * image.width() + column])
                            .as("row %d, column %d of %s", row, column, placement)
                            .isEqualTo(sides);
                }
            }
        }
    }

    /** 1 or 0 where all pixels nearby are white or black, −1 elsewhere and at the border. */
    private static int around(Image image, int row, int column, int reach) {
        if (row < reach
                || column < reach
                || row + reach >= image.height()
                || column + reach >= image.width()) {
            return -1;
        }
        int value = image.at(0, row, column);
        for (int y = row - reach; y <= row + reach; y++) {
            for (int x = column - reach; x <= column + reach; x++) {
                if (image.at(0, y, x) != value) {
                    return -1;
                }
            }
        }
        return value == 0 ? 0 : value == 255 ? 1 : -1;
    }

    /** A rectangle's box is the same by its corners and by its mask, and comes back. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void boxesStayOnTheirMasks(long seed) {
        var random = random(seed);
        var placement = placement(random);
        double x = random.uniform(0, placement.sourceWidth() - 1);
        double y = random.uniform(0, placement.sourceHeight() - 1);
        double[] box = {
            x,
            y,
            random.uniform(x, placement.sourceWidth()),
            random.uniform(y, placement.sourceHeight())
        };
        double[] corners = {box[0], box[1], box[2], box[1], box[2], box[3], box[0], box[3]};
        var mask =
                new PolygonMask(
                        placement.sourceHeight(), placement.sourceWidth(), List.of(corners));
        double[] placed = placement.box(box);
        assertThat(placed[0]).isBetween(0.0, placed[2]);
        assertThat(placed[1]).isBetween(0.0, placed[3]);
        assertThat(placed[2]).isLessThanOrEqualTo(placement.width());
        assertThat(placed[3]).isLessThanOrEqualTo(placement.height());
        if (placed[0] < placed[2] && placed[1] < placed[3]) {
            assertThat(mask.placed(placement).box()).containsExactly(placed, within(1e-9));
            double[] back = placement.toSource(placed);
            double[] whole =
                    placement.toSource(new double[] {0, 0, placement.width(), placement.height()});
            for (int side = 0; side < 4; side++) {
                double visible = Math.clamp(box[side], whole[side % 2], whole[side % 2 + 2]);
                assertThat(back[side]).isCloseTo(visible, within(1e-9));
            }
        }
    }

    @Test
    void mirroringAndCuttingMovePixelsExactly() {
        var image = new Image(1, 2, 4, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        var placement = new Placement(2, 4, true, 2, 4, 1, 0, 1, 3);
        assertThat(placement.image(image).pixels()).isEqualTo(new byte[] {8, 7, 6});
        assertThat(placement.box(new double[] {1, 0, 4, 2})).isEqualTo(new double[] {0, 0, 3, 1});
        assertThat(placement.toSource(new double[] {0, 0, 1, 1}))
                .isEqualTo(new double[] {3, 1, 4, 2});
    }

    /** Expected: {@code ResizeShortestEdge.get_output_shape} of Detectron2. */
    @Test
    void theShorterSideIsRoundedAsInDetectron2() {
        assertThat(size(480, 640, 800, 1333)).isEqualTo(new int[] {800, 1067});
        assertThat(size(427, 640, 1024, 1024)).isEqualTo(new int[] {683, 1024});
        assertThat(size(100, 37, 64, 64)).isEqualTo(new int[] {64, 24});
        assertThat(size(50, 50, 64, 64)).isEqualTo(new int[] {64, 64});
        assertThat(size(1, 3000, 800, 1333)).isEqualTo(new int[] {1, 1333});
    }

    private static int[] size(int height, int width, int shortest, int longest) {
        var placement = Placement.shortestSide(height, width, shortest, longest);
        assertThat(placement.height()).isEqualTo(placement.scaledHeight());
        return new int[] {placement.height(), placement.width()};
    }

    @Test
    void aPartOutsideIsRefused() {
        assertThatThrownBy(() -> new Placement(4, 4, false, 8, 8, 1, 0, 8, 8))
                .hasMessage("a part of 8 × 8 pixels at (1, 0) of an image of 8 × 8");
    }
}
