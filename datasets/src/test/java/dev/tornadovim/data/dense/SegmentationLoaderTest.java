package dev.tornadovim.data.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.Image;
import dev.tornadovim.data.LabelMap;
import dev.tornadovim.data.augment.Normalize;
import dev.tornadovim.data.augment.PhotometricDistortion;
import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.load.DataLoader;
import dev.tornadovim.data.load.LoaderOptions;
import dev.tornadovim.data.load.SampleOrder;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

class SegmentationLoaderTest {
    private static final Normalize PLAIN =
            new Normalize(new float[3], new float[] {1 / 255f, 1 / 255f, 1 / 255f});

    /** Sample i has {@code 4 + i} rows of 6 pixels, all of value and class i; one is damaged. */
    private record Rows(int size, int damaged) implements Dataset<SegmentationSample> {
        @Override
        public SegmentationSample get(int index) {
            if (index == damaged) {
                throw new DataException(name(index), "truncated");
            }
            int height = 4 + index;
            byte[] pixels = new byte[3 * height * 6];
            byte[] labels = new byte[height * 6];
            Arrays.fill(pixels, (byte) index);
            Arrays.fill(labels, (byte) index);
            return new SegmentationSample(
                    new Image(3, height, 6, pixels), new LabelMap(height, 6, labels));
        }

        @Override
        public String name(int index) {
            return "sample " + index;
        }

        @Override
        public DatasetInfo info() {
            return new DatasetInfo("rows", "MIT", "memory", size, List.of("x"), "0".repeat(64));
        }
    }

    private static DataLoader<?, SegmentationBatch> loader(int threads, int damaged) {
        var transforms =
                List.of(
                        new RandomScale(new ImageScale(40, 10, Resizing.PILLOW), 0.5, 2),
                        new RandomCropLabels(8),
                        SegmentationTransform.flip(0.5),
                        SegmentationTransform.ofColors(new PhotometricDistortion()));
        return DataLoader.training(
                new Rows(11, damaged),
                new SegmentationPreprocessing(3, 8, 8, transforms, PLAIN),
                new SampleOrder.Shuffled(),
                new LoaderOptions(3, threads, 5));
    }

    private static List<SegmentationBatch> copies(Iterator<SegmentationBatch> batches) {
        var copies = new ArrayList<SegmentationBatch>();
        batches.forEachRemaining(
                b ->
                        copies.add(
                                new SegmentationBatch(
                                        b.images().clone(), b.labels().clone(), b.count())));
        return copies;
    }

    @Test
    void sameBatchesWhateverTheThreadsAndTheBeginning() {
        List<SegmentationBatch> expected;
        try (var loader = loader(1, -1)) {
            assertThat(loader.batches()).isEqualTo(3);
            expected = copies(loader.epoch(2, 0));
        }
        try (var loader = loader(4, -1)) {
            loader.epoch(2, 0).next();
            var rest = copies(loader.epoch(2, 1));
            assertThat(rest).hasSize(2);
            for (int i = 0; i < 2; i++) {
                assertThat(rest.get(i).images()).isEqualTo(expected.get(i + 1).images());
                assertThat(rest.get(i).labels()).isEqualTo(expected.get(i + 1).labels());
            }
            assertThat(loader.epoch(3, 0).next().images()).isNotEqualTo(expected.get(0).images());
        }
    }

    @Test
    void anotherSampleTakesThePlaceOfADamagedOne() {
        try (var loader = loader(2, 4)) {
            copies(loader.epoch(0, 0));
            copies(loader.epoch(1, 0));
            assertThat(loader.skipped().reasons()).containsExactly("sample 4: truncated");
        }
    }

    @Test
    void evaluationLeavesADamagedSampleOutAndClearsTheRest() {
        var format = new SegmentationPreprocessing(3, 15, 6, List.of(), PLAIN);
        var options = new LoaderOptions(3, 2, 5);
        try (var loader = DataLoader.evaluation(new Rows(3, 1), format, options)) {
            var batch = loader.epoch(0, 0).next();
            assertThat(batch.count()).isEqualTo(2);
            assertThat(Arrays.copyOf(batch.labels(), 24)).containsOnly(0);
            assertThat(Arrays.copyOfRange(batch.labels(), 90, 126)).containsOnly(2);
            assertThat(Arrays.copyOfRange(batch.images(), 270, 306)).containsOnly(2);
            assertThat(Arrays.copyOfRange(batch.labels(), 126, 270)).containsOnly(255);
            assertThat(Arrays.copyOfRange(batch.images(), 540, 810)).containsOnly(0);
        }
    }

    @Test
    void padsAtTheRightAndTheBottom() {
        var preprocessing = new SegmentationPreprocessing(3, 5, 7, List.of(), PLAIN);
        float[] images = new float[2 * 3 * 5 * 7];
        float[] labels = new float[2 * 5 * 7];
        Arrays.fill(images, 9);
        var random = SampleRandom.of(0, SampleRandom.Purpose.SAMPLE, 0, 0);
        preprocessing.apply(
                new SegmentationSample(
                        new Image(3, 1, 2, new byte[] {1, 2, 3, 4, 5, 6}),
                        new LabelMap(1, 2, new byte[] {7, 8})),
                images,
                labels,
                1,
                random);
        assertThat(Arrays.copyOf(images, 105)).containsOnly(9);
        assertThat(Arrays.copyOfRange(images, 105, 113)).containsExactly(row(1, 2));
        assertThat(Arrays.copyOfRange(images, 140, 148)).containsExactly(row(3, 4));
        assertThat(Arrays.copyOfRange(labels, 35, 43))
                .containsExactly(7, 8, 255, 255, 255, 255, 255, 255);
        assertThat(Arrays.copyOfRange(labels, 43, 70)).containsOnly(255);
    }

    private static float[] row(float first, float second) {
        return new float[] {first, second, 0, 0, 0, 0, 0, 0};
    }

    @Test
    void refusesSamplesLargerThanTheBatch() {
        var preprocessing = new SegmentationPreprocessing(3, 4, 4, List.of(), PLAIN);
        var sample = new Rows(1, -1).get(0);
        assertThatThrownBy(() -> preprocessing.apply(sample, new float[48], new float[16], 0, null))
                .hasMessage("an image of shape [3, 4, 6], expected at most [3, 4, 4]");
    }
}
