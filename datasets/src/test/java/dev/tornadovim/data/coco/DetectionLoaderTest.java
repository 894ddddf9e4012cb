package dev.tornadovim.data.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.Normalize;
import dev.tornadovim.data.load.DataLoader;
import dev.tornadovim.data.load.LoaderOptions;
import dev.tornadovim.data.load.SampleOrder;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class DetectionLoaderTest {
    private static final Normalize HALF = new Normalize(new float[] {0.5f}, new float[] {0.5f});
    private static final DetectionPreprocessing JITTER =
            new DetectionPreprocessing(1, 24, new LargeScaleJitter(24, 0.5, 2, 0.5), HALF);
    private static final DetectionPreprocessing SQUARE =
            new DetectionPreprocessing(1, 24, PlacementRule.shortestSide(24, 24), HALF);

    /**
     * Black images of 20 × 16 pixels and a white square each, whose place depends on the index; and a
     * crowd all over the image.
     *
     * @param bad index of an unreadable one
     */
    private record Squares(int size, int bad) implements Dataset<DetectionSample> {

        @Override
        public DetectionSample get(int index) {
            if (index == bad) {
                throw new DataException("square " + index, "unreadable");
            }
            int top = index % 7;
            int left = index % 5;
            byte[] pixels = new byte[3 * 20 * 16];
            byte[] mask = new byte[20 * 16];
            for (int y = top; y < top + 9; y++) {
                for (int x = left; x < left + 9; x++) {
                    mask[y * 16 + x] = 1;
                    for (int c = 0; c < 3; c++) {
                        pixels[(c * 20 + y) * 16 + x] = -1;
                    }
                }
            }
            double[] box = {left, top, left + 9, top + 9};
            double[] all = {0, 0, 16, 20};
            return new DetectionSample(
                    new Image(3, 20, 16, pixels),
                    List.of(
                            new Instance(1, box, false, new BitMask(20, 16, mask)),
                            new Instance(0, all, true, Mask.none(20, 16))),
                    100 + index);
        }

        @Override
        public DatasetInfo info() {
            return new DatasetInfo(
                    "squares", "none", "memory", size, List.of("a", "b"), "0".repeat(64));
        }
    }

    private static DataLoader<?, DetectionBatch> training(int size, int bad, int threads) {
        return DataLoader.training(
                new Squares(size, bad),
                JITTER,
                new SampleOrder.Shuffled(),
                new LoaderOptions(3, threads, 9));
    }

    @Test
    void objectsLieWhereTheirImageShowsThem() {
        int boxes = 0;
        try (var loader = training(30, -1, 2)) {
            for (var batches = loader.epoch(0, 0); batches.hasNext(); ) {
                var batch = batches.next();
                assertThat(batch.count()).isEqualTo(3);
                for (int i = 0; i < 3; i++) {
                    boxes += check(batch, i);
                }
            }
        }
        assertThat(boxes).isGreaterThan(20);
    }

    /** Pixels are 1 inside and −1 outside of the square, 0 in the padding. */
    private static int check(DetectionBatch batch, int place) {
        int height = batch.placed().get(place).placement().height();
        int width = batch.placed().get(place).placement().width();
        float[] images = batch.images();
        int objects = 0;
        for (var instance : batch.placed().get(place).instances()) {
            if (instance.crowd()) {
                assertThat(instance.label()).isZero();
                assertThat(instance.box())
                        .containsExactly(new double[] {0, 0, width, height}, within(1e-9));
            } else {
                objects++;
                byte[] mask = ((BitMask) instance.mask()).pixels();
                double[] box = instance.box();
                for (int y = 0; y < 24; y++) {
                    for (int x = 0; x < 24; x++) {
                        float pixel = images[(place * 24 + y) * 24 + x];
                        if (y >= height || x >= width) {
                            assertThat(pixel).isZero();
                        } else if (pixel > 0.999f) {
                            assertThat(mask[y * width + x]).isEqualTo((byte) 1);
                            assertThat(x + 0.5).isBetween(box[0], box[2]);
                            assertThat(y + 0.5).isBetween(box[1], box[3]);
                        } else if (pixel < -0.999f) {
                            assertThat(mask[y * width + x]).isEqualTo((byte) 0);
                        }
                    }
                }
            }
        }
        return objects;
    }

    private static List<String> contents(
            DataLoader<?, DetectionBatch> loader, int epoch, int first) {
        var contents = new ArrayList<String>();
        for (var batches = loader.epoch(epoch, first); batches.hasNext(); ) {
            var batch = batches.next();
            contents.add(
                    Arrays.hashCode(batch.images())
                            + " "
                            + batch.placed().stream()
                                    .map(p -> p.imageId() + ": " + p.placement())
                                    .toList());
        }
        return contents;
    }

    @Test
    void batchesDependOnSeedEpochAndNumberOnly() {
        try (var one = training(20, -1, 1);
                var many = training(20, -1, 4)) {
            var all = contents(one, 3, 0);
            assertThat(all).hasSize(6).doesNotHaveDuplicates();
            assertThat(contents(many, 3, 0)).isEqualTo(all);
            assertThat(contents(many, 3, 4)).isEqualTo(all.subList(4, 6));
            assertThat(contents(many, 4, 0)).doesNotContainAnyElementsOf(all);
        }
    }

    @Test
    void evaluationShowsEveryImageOnceAndTheWayBack() {
        var options = new LoaderOptions(3, 2, 9);
        var ids = new ArrayList<Long>();
        try (var loader = DataLoader.evaluation(new Squares(8, 4), SQUARE, options)) {
            var counts = new ArrayList<Integer>();
            for (var batches = loader.epoch(0, 0); batches.hasNext(); ) {
                var batch = batches.next();
                counts.add(batch.count());
                assertThat(batch.placed()).hasSize(batch.count());
                for (int i = 0; i < batch.count(); i++) {
                    ids.add(batch.placed().get(i).imageId());
                    assertThat(batch.placed().get(i).placement().height()).isEqualTo(24);
                    assertThat(batch.placed().get(i).placement().width()).isEqualTo(19);
                    check(batch, i);
                    int index = (int) batch.placed().get(i).imageId() - 100;
                    double[] expected = {index % 5, index % 7, index % 5 + 9, index % 7 + 9};
                    double[] box = batch.placed().get(i).instances().getFirst().box();
                    assertThat(batch.placed().get(i).placement().toSource(box))
                            .containsExactly(expected, within(0.5));
                }
                for (int i = batch.count() * 24 * 24; i < batch.images().length; i++) {
                    assertThat(batch.images()[i]).isZero();
                }
            }
            assertThat(counts).containsExactly(3, 2, 2);
            assertThat(loader.skipped().reasons()).containsExactly("square 4: unreadable");
        }
        assertThat(ids).containsExactly(100L, 101L, 102L, 103L, 105L, 106L, 107L);
    }

    @Test
    void inTrainingAnotherImageTakesThePlaceOfAnUnreadableOne() {
        try (var loader = training(6, 2, 2)) {
            for (var batches = loader.epoch(0, 0); batches.hasNext(); ) {
                var batch = batches.next();
                assertThat(batch.count()).isEqualTo(3);
                assertThat(batch.placed()).extracting(PlacedImage::imageId).doesNotContain(102L);
            }
            assertThat(loader.skipped().count()).isEqualTo(1);
        }
    }

    @Test
    void whatIsCutOffIsGone() {
        var placement = new Placement(20, 16, false, 20, 16, 10, 0, 10, 8);
        double[] cut = {2, 8, 12, 14};
        double[] gone = {0, 0, 16, 10};
        double[] right = {8, 12, 16, 14};
        var none = Mask.none(20, 16);
        var placed =
                DetectionPreprocessing.instances(
                        List.of(
                                new Instance(0, cut, false, none),
                                new Instance(1, gone, false, none),
                                new Instance(2, right, true, none),
                                new Instance(3, cut, true, new BitMask(20, 16, new byte[320]))),
                        placement);
        assertThat(placed).extracting(Instance::label).containsExactly(0, 3);
        assertThat(placed.getFirst().box()).isEqualTo(new double[] {2, 0, 8, 4});
        assertThat(placed.getLast().crowd()).isTrue();
    }

    @Test
    void anImageThatDoesNotFitIsRefused() {
        var large = new DetectionPreprocessing(1, 24, PlacementRule.shortestSide(48, 48), HALF);
        var options = new LoaderOptions(2, 1, 9);
        try (var loader = DataLoader.evaluation(new Squares(2, -1), large, options)) {
            var batches = loader.epoch(0, 0);
            assertThatThrownBy(batches::next)
                    .hasMessageContaining("an image placed on 48 × 38 pixels, there are 24 × 24");
        }
        assertThatThrownBy(
                        () ->
                                new DetectionPreprocessing(
                                        3, 24, PlacementRule.shortestSide(24, 24), HALF))
                .hasMessage("normalization of 1 channel(s) for images of 3");
    }
}
