package dev.tornadovim.experiments.bench;

import dev.tornadovim.data.augment.HorizontalFlip;
import dev.tornadovim.data.augment.ImageTransform;
import dev.tornadovim.data.augment.Normalize;
import dev.tornadovim.data.augment.PixelTransform;
import dev.tornadovim.data.augment.Preprocessing;
import dev.tornadovim.data.augment.RandAugment;
import dev.tornadovim.data.augment.RandomErasing;
import dev.tornadovim.data.augment.RandomResizedCrop;
import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.augment.SampleRandom.Purpose;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.experiments.measure.Timer;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * How many JPEG images of 500 × 375 pixels one thread turns into augmented crops of 224 × 224 per
 * second of processor time, so that other load on the machine counts little. The JPEG is made here:
 * smooth shapes with noise, 4:2:0, about 110 kB, the size of a typical file of ImageNet.
 */
final class LoaderBenchmark {
    private static final int WIDTH = 500;
    private static final int HEIGHT = 375;
    private static final int CROP = 224;

    private LoaderBenchmark() {}

    /**
     * Figures of one run.
     *
     * @param jpegBytes size of the file
     * @param decode images a second, decoding only
     * @param crop images a second: decoding, random resized crop, flip, normalization
     * @param recipe images a second: the same with RandAugment and random erasing
     */
    record Result(int jpegBytes, double decode, double crop, double recipe) {}

    /**
     * Measures on the calling thread.
     *
     * @param each seconds for each of the three figures, and as much before each to warm up
     */
    static Result run(double each) {
        byte[] jpeg = jpeg();
        var decoder = new ImageDecoder();
        var crop = new RandomResizedCrop(CROP);
        var flip = new HorizontalFlip(0.5);
        var augment = RandAugment.parse("rand-m9-mstd0.5-inc1", Normalize.IMAGENET);
        var erase = new RandomErasing(0.25, RandomErasing.Fill.PIXEL);
        float[] target = new float[3 * CROP * CROP];
        double decoded = rate(each, i -> decoder.decode("jpeg", jpeg));
        var plain = preprocessing(List.of(crop, flip), List.of());
        double cropped =
                rate(each, i -> plain.apply(decoder.decode("jpeg", jpeg), target, 0, random(i)));
        var full = preprocessing(List.of(crop, flip, augment), List.of(erase));
        double recipe =
                rate(each, i -> full.apply(decoder.decode("jpeg", jpeg), target, 0, random(i)));
        return new Result(jpeg.length, decoded, cropped, recipe);
    }

    private static Preprocessing preprocessing(
            List<ImageTransform> transforms, List<PixelTransform> erasing) {
        return new Preprocessing(3, CROP, CROP, transforms, Normalize.IMAGENET, erasing);
    }

    private static SampleRandom random(long i) {
        return SampleRandom.of(0, Purpose.SAMPLE, 0, i);
    }

    private static double rate(double each, LongConsumer work) {
        var clock = ManagementFactory.getThreadMXBean();
        var images = new AtomicLong();
        var timer =
                new Timer(
                        () -> {
                            long start = clock.getCurrentThreadCpuTime();
                            work.accept(images.getAndIncrement());
                            return (clock.getCurrentThreadCpuTime() - start) * 1e-9;
                        });
        timer.warmUp(1, each);
        timer.run(1, each);
        return 1 / timer.mean();
    }

    private static byte[] jpeg() {
        var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        var random = random(0);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int noise = random.below(64);
                int red = (int) (96 + 80 * Math.sin(x * 0.031) + noise);
                int green = (int) (96 + 80 * Math.sin(y * 0.043 + x * 0.007) + noise);
                int blue = (x / 50 + y / 40) % 2 * 90 + 40 + noise;
                image.setRGB(
                        x,
                        y,
                        Math.clamp(red, 0, 255) << 16
                                | Math.clamp(green, 0, 255) << 8
                                | Math.clamp(blue, 0, 255));
            }
        }
        var bytes = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            var parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(0.9f);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException("a JPEG file could not be made in memory", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
