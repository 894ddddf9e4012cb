package dev.tornadovim.data.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.data.Split;
import dev.tornadovim.data.augment.CenterCrop;
import dev.tornadovim.data.augment.HorizontalFlip;
import dev.tornadovim.data.augment.Mixup;
import dev.tornadovim.data.augment.Normalize;
import dev.tornadovim.data.augment.Preprocessing;
import dev.tornadovim.data.augment.RandAugment;
import dev.tornadovim.data.augment.RandomErasing;
import dev.tornadovim.data.augment.RandomResizedCrop;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.data.format.ImageFolder;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.imageio.ImageIO;

/** The whole ImageNet recipe over a folder of JPEG files, one of them cut off, one of them no image. */
@Timeout(120)
class ImageFolderLoadingTest {
    private static final int SIZE = 32;

    @TempDir Path root;

    @BeforeEach
    void write() throws IOException {
        for (String split : new String[] {"train", "val"}) {
            for (int label = 0; label < 4; label++) {
                Path folder = Files.createDirectories(root.resolve(split).resolve("class" + label));
                for (int i = 0; i < 5; i++) {
                    var image = new BufferedImage(60 + i, 45, BufferedImage.TYPE_INT_RGB);
                    for (int p = 0; p < image.getWidth() * 45; p++) {
                        int color = 0x3f << 8 * (label % 3) | p * (label + 1) & 0x3f;
                        image.setRGB(p % image.getWidth(), p / image.getWidth(), color);
                    }
                    ImageIO.write(image, "jpeg", folder.resolve(i + ".jpg").toFile());
                }
            }
        }
        Path cut = root.resolve("val/class1/2.jpg");
        byte[] whole = Files.readAllBytes(cut);
        Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
        Files.writeString(root.resolve("train/class3/0.jpg"), "not found");
    }

    @Test
    void trainsOnTheFullRecipeAlikeWithAnyThreads() {
        var preprocessing =
                new Preprocessing(
                        3,
                        SIZE,
                        SIZE,
                        List.of(
                                new RandomResizedCrop(SIZE),
                                new HorizontalFlip(0.5),
                                RandAugment.parse("rand-m9-mstd0.5-inc1", Normalize.IMAGENET)),
                        Normalize.IMAGENET,
                        List.of(new RandomErasing(0.25, RandomErasing.Fill.PIXEL)));
        var runs = new ArrayList<List<float[]>>();
        for (int threads : new int[] {1, 4}) {
            var data = ImageFolder.open(root, Split.TRAIN, new ImageDecoder());
            try (var loader =
                    DataLoader.training(
                            data,
                            new ClassificationFormat(
                                    preprocessing, new Mixup(0.8, 1, 1, 0.5, 0.1), 4),
                            new SampleOrder.Repeated(3),
                            new LoaderOptions(6, threads, 3))) {
                var images = new ArrayList<float[]>();
                for (int epoch = 0; epoch < 3; epoch++) {
                    loader.epoch(epoch, 0).forEachRemaining(b -> images.add(b.images().clone()));
                }
                runs.add(images);
            }
        }
        assertThat(runs.get(0)).hasSize(9);
        for (int i = 0; i < 9; i++) {
            assertThat(runs.get(1).get(i)).isEqualTo(runs.get(0).get(i));
        }
    }

    @Test
    void evaluatesWhatIsReadableAndSaysWhatIsNot() {
        var preprocessing =
                new Preprocessing(
                        3,
                        SIZE,
                        SIZE,
                        List.of(new CenterCrop(SIZE)),
                        Normalize.IMAGENET,
                        List.of());
        var data = ImageFolder.open(root, Split.TEST, new ImageDecoder());
        int[] counts = new int[4];
        try (var loader =
                DataLoader.evaluation(
                        data,
                        new ClassificationFormat(preprocessing, 4),
                        new LoaderOptions(8, 2, 0))) {
            loader.epoch(0, 0)
                    .forEachRemaining(
                            batch -> {
                                for (int i = 0; i < batch.count(); i++) {
                                    counts[batch.labels()[i]]++;
                                }
                            });
            assertThat(counts).containsExactly(5, 4, 5, 5);
            assertThat(loader.skipped().count()).isEqualTo(1);
            assertThat(loader.skipped().reasons().get(0))
                    .contains("2.jpg: unreadable JPEG: ")
                    .contains("class1");
        }
    }
}
