package dev.tornadovim.experiments.inference;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.LabelMap;
import dev.tornadovim.experiments.sink.SampleGallery;
import dev.tornadovim.pipeline.inference.ClassShare;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;

/** Draws classes of pixels over an image, and a legend of those that are there below it. */
final class SegmentationOverlay {

    private static final double OPACITY = 0.55;
    private static final int LINE = 18;
    private static final int SWATCH = Lettering.SIZE;
    private static final int MARGIN = 4;
    private static final int COLUMN = 170;

    private SegmentationOverlay() {}

    /** The image under its classes; pixels without one, 255, stay as they are. */
    static BufferedImage draw(Image image, LabelMap labels) {
        BufferedImage picture = SampleGallery.picture(image);
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int label = labels.at(y, x);
                if (label != 255) {
                    int pixel = picture.getRGB(x, y) & 0xFFFFFF;
                    picture.setRGB(
                            x, y, ClassColours.blend(pixel, ClassColours.of(label), OPACITY));
                }
            }
        }
        return picture;
    }

    /** A picture with the colours and names of classes below it. */
    static BufferedImage withLegend(BufferedImage picture, List<ClassShare> classes) {
        int columns = Math.max(1, picture.getWidth() / COLUMN);
        int lines = Math.ceilDiv(classes.size(), columns);
        int width = Math.max(picture.getWidth(), COLUMN);
        int height = picture.getHeight() + lines * LINE + MARGIN;
        var result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = result.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.drawImage(picture, 0, 0, null);
        var font = Lettering.font();
        font.ifPresent(letters -> Lettering.use(letters, graphics));
        for (int i = 0; i < classes.size(); i++) {
            int x = i % columns * COLUMN + MARGIN;
            int y = picture.getHeight() + i / columns * LINE + MARGIN;
            graphics.setColor(new Color(ClassColours.of(classes.get(i).label())));
            graphics.fillRect(x, y, SWATCH, SWATCH);
            if (font.isPresent()) {
                graphics.setColor(Color.BLACK);
                graphics.drawString(classes.get(i).text(), x + SWATCH + MARGIN, y + SWATCH - 2);
            }
        }
        graphics.dispose();
        return result;
    }
}
