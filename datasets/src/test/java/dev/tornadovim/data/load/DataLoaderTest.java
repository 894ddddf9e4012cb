package dev.tornadovim.data.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.augment.HorizontalFlip;
import dev.tornadovim.data.augment.Mixup;
import dev.tornadovim.data.augment.Normalize;
import dev.tornadovim.data.augment.Preprocessing;
import dev.tornadovim.data.augment.RandomCrop;
import dev.tornadovim.data.augment.RandomErasing;
import dev.tornadovim.data.format.FashionMnist;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

@Timeout(60)
class DataLoaderTest {
    private static final SampleOrder SHUFFLED = new SampleOrder.Shuffled();

    private record Copy(int epoch, int index, float[] images, float[] targets, int[] labels) {
        static Copy of(ClassificationBatch batch) {
            return new Copy(
                    batch.epoch(),
                    batch.index(),
                    batch.images().clone(),
                    batch.targets().clone(),
                    batch.labels().clone());
        }
    }

    private static void assertSame(List<Copy> actual, List<Copy> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).epoch()).isEqualTo(expected.get(i).epoch());
            assertThat(actual.get(i).index()).isEqualTo(expected.get(i).index());
            assertThat(actual.get(i).images()).isEqualTo(expected.get(i).images());
            assertThat(actual.get(i).targets()).isEqualTo(expected.get(i).targets());
            assertThat(actual.get(i).labels()).isEqualTo(expected.get(i).labels());
        }
    }

    private static List<Copy> copies(Iterator<ClassificationBatch> batches) {
        var copies = new ArrayList<Copy>();
        batches.forEachRemaining(batch -> copies.add(Copy.of(batch)));
        return copies;
    }

    private static DataLoader<?, ClassificationBatch> fashion(int threads, int prefetch) {
        var preprocessing =
                new Preprocessing(
                        1,
                        28,
                        28,
                        List.of(new RandomCrop(2), new HorizontalFlip(0.5)),
                        Normalize.FASHION_MNIST,
                        List.of(new RandomErasing(0.5, RandomErasing.Fill.PIXEL)));
        return DataLoader.training(
                FashionMnist.sample(Split.TEST),
                new ClassificationFormat(preprocessing, new Mixup(0.8, 1, 1, 0.5, 0.1), 10),
                SHUFFLED,
                new LoaderOptions(96, threads, prefetch, 7, 0));
    }

    @Test
    void sameBatchesWhateverTheThreadsAndTheBeginning() {
        List<Copy> expected;
        try (var loader = fashion(1, 1)) {
            assertThat(loader.batches()).isEqualTo(20);
            expected = copies(loader.epoch(3, 0));
        }
        try (var loader = fashion(5, 3)) {
            assertSame(copies(loader.epoch(3, 0)), expected);
            loader.epoch(0, 0).next();
            assertSame(copies(loader.epoch(3, 17)), expected.subList(17, 20));
            assertThat(loader.epoch(3, 20).hasNext()).isFalse();
            assertThat(loader.epoch(4, 0).next().images()).isNotEqualTo(expected.get(0).images());
        }
    }

    /** A run that is resumed with a later release has to see the batches it would have seen. */
    @Test
    void batchesStayThoseOfEarlierReleases() {
        var crc = new CRC32();
        try (var loader = fashion(2, 2)) {
            for (var batch : copies(loader.epoch(3, 0))) {
                for (float[] values : List.of(batch.images(), batch.targets())) {
                    var bytes = ByteBuffer.allocate(Float.BYTES * values.length);
                    bytes.asFloatBuffer().put(values);
                    crc.update(bytes);
                }
            }
        }
        assertThat(crc.getValue()).isEqualTo(2147771863L);
    }

    @Test
    void trainingDropsTheIncompleteBatch() {
        try (var loader = training(new Squares(23), 5, 0)) {
            var batches = copies(loader.epoch(0, 0));
            assertThat(batches).hasSize(4);
            assertThat(batches.stream().flatMap(b -> values(b).stream())).doesNotHaveDuplicates();
            assertThat(batches.get(1).targets()[batches.get(1).labels()[0]]).isEqualTo(1);
        }
    }

    @Test
    void evaluationMarksTheIncompleteBatch() {
        try (var loader = evaluation(new Squares(7))) {
            var batches = loader.epoch(0, 0);
            var first = batches.next();
            assertThat(first.count()).isEqualTo(5);
            assertThat(values(Copy.of(first))).containsExactly(0, 1, 2, 3, 4);
            assertThat(first.targets()).startsWith(1, 0, 0, 0, 1, 0, 0, 0, 1);
            var last = batches.next();
            assertThat(last.count()).isEqualTo(2);
            assertThat(values(Copy.of(last))).containsExactly(5, 6, 0, 0, 0);
            assertThat(last.labels()).containsExactly(2, 0, -1, -1, -1);
            assertThat(last.targets()).containsExactly(0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
            assertThat(batches.hasNext()).isFalse();
        }
    }

    @Test
    void evaluationLeavesUnreadableSamplesOut() {
        try (var loader = evaluation(new Squares(10, Set.of(1, 2, 9)))) {
            var batches = loader.epoch(0, 0);
            assertThat(values(Copy.of(batches.next()))).containsExactly(0, 3, 4, 0, 0);
            var last = batches.next();
            assertThat(last.count()).isEqualTo(4);
            assertThat(last.labels()).containsExactly(2, 0, 1, 2, -1);
            assertThat(loader.skipped().count()).isEqualTo(3);
            assertThat(loader.skipped().reasons())
                    .containsExactly(
                            "image 1: truncated", "image 2: truncated", "image 9: truncated");
        }
    }

    @Test
    void trainingReplacesUnreadableSamples() {
        var data = new Squares(10, Set.of(3, 4, 9));
        try (var loader = training(data, 10, 3)) {
            for (int epoch = 0; epoch < 2; epoch++) {
                var values = values(Copy.of(loader.epoch(epoch, 0).next()));
                assertThat(values.stream().sorted()).containsExactly(0, 0, 1, 2, 5, 5, 5, 6, 7, 8);
            }
            assertThat(loader.skipped().count()).isEqualTo(3);
        }
        try (var loader = training(data, 10, 2)) {
            assertThatThrownBy(() -> loader.epoch(0, 0).next())
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("truncated: more than 2 unreadable samples");
        }
    }

    @Test
    void failuresOfWorkersSurface() {
        var wrongShape =
                new Preprocessing(1, 5, 5, List.of(), Squares.PLAIN.normalize(), List.of());
        try (var loader =
                DataLoader.evaluation(
                        new Squares(10),
                        new ClassificationFormat(wrongShape, 3),
                        new LoaderOptions(5, 2, 0))) {
            assertThatThrownBy(() -> loader.epoch(2, 1).next())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "batch 1 of epoch 2 failed: an image of shape [1, 4, 4], expected [1,"
                                    + " 5, 5]");
        }
    }

    @Test
    void refusesTooFewSamples() {
        assertThatThrownBy(() -> training(new Squares(4), 5, 0))
                .isInstanceOf(DataException.class)
                .hasMessage("memory: 4 samples are too few for one batch of 5");
    }

    @Test
    void usesItsBuffersAgain() {
        try (var loader = training(new Squares(100), 5, 0)) {
            var buffers = new ArrayList<float[]>();
            for (int epoch = 0; epoch < 2; epoch++) {
                loader.epoch(epoch, 0).forEachRemaining(b -> buffers.add(b.images()));
            }
            assertThat(buffers).hasSize(40);
            assertThat(buffers.stream().map(System::identityHashCode).distinct().count())
                    .isEqualTo(3);
        }
    }

    @Test
    void closingEndsTheThreads() throws InterruptedException {
        var loader = training(new Squares(100), 5, 0);
        loader.epoch(0, 0).next();
        assertThat(workers()).isPositive();
        loader.close();
        assertThat(workers()).isZero();
        assertThatThrownBy(() -> loader.epoch(0, 0)).hasMessage("the loader is closed");
    }

    private static long workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("data-loader-"))
                .count();
    }

    private static DataLoader<?, ClassificationBatch> training(
            Squares data, int batch, int skipLimit) {
        return DataLoader.training(
                data,
                new ClassificationFormat(Squares.PLAIN, 3),
                SHUFFLED,
                new LoaderOptions(batch, 3, 2, 1, skipLimit));
    }

    private static DataLoader<?, ClassificationBatch> evaluation(Squares data) {
        return DataLoader.evaluation(
                data, new ClassificationFormat(Squares.PLAIN, 3), new LoaderOptions(5, 2, 0));
    }

    /** The value of each image, all of whose pixels have to agree. */
    private static List<Integer> values(Copy batch) {
        int area = Squares.SIDE * Squares.SIDE;
        var values = new ArrayList<Integer>();
        for (int i = 0; i < batch.images().length; i += area) {
            float value = batch.images()[i];
            assertThat(Arrays.copyOfRange(batch.images(), i, i + area)).containsOnly(value);
            values.add(Math.round(value));
        }
        return values;
    }
}
