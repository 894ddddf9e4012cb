package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.pipeline.setting.Setting;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The images.
 *
 * @param name of the data set
 * @param dir its folder; without it the data set is looked for where its format says
 * @param imageSize height and width of the images that the network sees, in pixels
 * @param cropShare of the resized image's shorter side that the centre crop keeps, 0.875 for 224 of
 *     256; 0 for images that have their size already and are neither resized nor cropped
 * @param exifOrientation whether images are turned as their EXIF orientation says
 * @param mean subtracted from each channel, after scaling to 0–1
 * @param deviation each channel is divided by, after that
 * @param trainLimit number of training images to use, the first ones; 0 for all
 * @param testLimit number of test images to use, the first ones; 0 for all
 * @param skipLimit unreadable images that are skipped before the run gives up
 */
public record DataConfig(
        Name name,
        Optional<String> dir,
        int imageSize,
        double cropShare,
        boolean exifOrientation,
        List<Double> mean,
        List<Double> deviation,
        int trainLimit,
        int testLimit,
        int skipLimit) {

    /** The data sets. */
    public enum Name {
        /** 28 × 28 grey images of ten kinds of clothing. */
        FASHION_MNIST,
        /** 32 × 32 colour images, ten classes, binary version. */
        CIFAR_10,
        /** 32 × 32 colour images, a hundred classes, binary version. */
        CIFAR_100,
        /** One folder a class, in {@code train} and {@code val} or {@code test}. */
        IMAGE_FOLDER,
        /** WebDataset's tar files, in {@code train} and {@code val} or {@code test}. */
        TAR_SHARDS,
        /** ILSVRC 2012: its own archives, or else folders {@code train} and {@code val}. */
        IMAGENET,
        /** Garments on textures, written by the first run that asks for them. */
        SCENES,
        /** ADE20K, or another set of images with classes of pixels in its layout. */
        ADE20K,
        /** Images and masks of the same names, in {@code train} and {@code val} or {@code test}. */
        MASK_FOLDER,
        /** COCO 2017, or another set in its layout. */
        COCO
    }

    /** Checks the ranges. */
    public DataConfig {
        Setting.atLeast("imageSize", 1, imageSize);
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        Setting.require(
                !mean.isEmpty() && deviation.size() == mean.size(),
                "deviation",
                deviation.toString(),
                "as many values as data.mean, " + mean.size());
        deviation.forEach(value -> Setting.positive("deviation", value));
        Setting.atLeast("trainLimit", 0, trainLimit);
        Setting.atLeast("testLimit", 0, testLimit);
        Setting.share("cropShare", cropShare);
        Setting.atLeast("skipLimit", 0, skipLimit);
    }

    /** Whether their folder has to be told; the others are found, or written. */
    public boolean needsFolder() {
        return name != Name.FASHION_MNIST && name != Name.SCENES;
    }

    /** The folder as a path. */
    public Optional<Path> folder() {
        return dir.map(Path::of);
    }
}
