package dev.tornadovim.experiments.sink;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.tornadovim.data.Image;

import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Pictures of what a model makes of some held-out images: {@code 00.png}, {@code 01.png} … and {@code
 * samples.json}, which says what each shows. A run's report embeds them.
 *
 * @param note how the images were chosen
 * @param samples in order
 */
public record SampleGallery(String note, List<Sample> samples) {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Name of the file that lists the pictures. */
    public static final String INDEX = "samples.json";

    /**
     * One picture.
     *
     * @param picture is made smaller if a side is longer than {@code largest}
     * @param label what the image shows, or another title
     * @param prediction what the model says
     * @param right whether that is right, where it can be said
     */
    public record Sample(
            BufferedImage picture, String label, String prediction, Optional<Boolean> right) {}

    /** Copies the list. */
    public SampleGallery {
        samples = List.copyOf(samples);
    }

    /**
     * Writes the pictures and the list.
     *
     * @param folder is made if it is not there
     * @param largest length of a side of a picture, pixels
     */
    public void write(Path folder, int largest) {
        var root = MAPPER.createObjectNode().put("note", note);
        var list = root.putArray("samples");
        try {
            Files.createDirectories(folder);
            for (var sample : samples) {
                var file = String.format(Locale.ROOT, "%02d.png", list.size());
                PictureFile.write(folder.resolve(file), within(sample.picture(), largest));
                var entry =
                        list.addObject()
                                .put("file", file)
                                .put("label", sample.label())
                                .put("prediction", sample.prediction());
                sample.right().ifPresent(right -> entry.put("right", right));
            }
            RowFile.replace(
                    folder.resolve(INDEX), MAPPER.writeValueAsString(root).lines().toList());
        } catch (IOException e) {
            throw RowFile.unwritable(folder, e);
        }
    }

    private static BufferedImage within(BufferedImage image, int largest) {
        double scale =
                Math.min(1, (double) largest / Math.max(image.getWidth(), image.getHeight()));
        if (scale == 1) {
            return image;
        }
        int width = (int) Math.max(1, Math.round(scale * image.getWidth()));
        int height = (int) Math.max(1, Math.round(scale * image.getHeight()));
        var small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = small.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return small;
    }

    /** An image as a picture. */
    public static BufferedImage picture(Image image) {
        var picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        boolean grey = image.channels() == 1;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int red = image.at(0, y, x);
                int green = grey ? red : image.at(1, y, x);
                int blue = grey ? red : image.at(2, y, x);
                picture.setRGB(x, y, red << 16 | green << 8 | blue);
            }
        }
        return picture;
    }
}
