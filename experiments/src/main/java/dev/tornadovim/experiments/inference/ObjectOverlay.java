package dev.tornadovim.experiments.inference;

import dev.tornadovim.data.Image;
import dev.tornadovim.experiments.sink.SampleGallery;
import dev.tornadovim.pipeline.detection.Detection;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/**
 * Draws objects over their image: masks tinted in the colour of the class, boxes, names and scores.
 * The surest are drawn last.
 */
final class ObjectOverlay {

    /** Small images are enlarged to this height at least, so that names can be read. */
    private static final int LEAST_HEIGHT = 384;

    private static final double OPACITY = 0.55;
    private static final int TEXT = 12;
    private static final int MARGIN = 3;

    private ObjectOverlay() {}

    /** The picture, enlarged by a whole factor where the image is small. */
    static BufferedImage draw(Image image, List<Detection> objects, List<String> names) {
        BufferedImage tinted = SampleGallery.picture(image);
        objects.reversed().forEach(object -> tint(tinted, object));
        int factor = Math.max(1, Math.ceilDiv(LEAST_HEIGHT, image.height()));
        int width = image.width() * factor;
        int height = image.height() * factor;
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = picture.createGraphics();
        graphics.drawImage(tinted, 0, 0, width, height, null);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, TEXT));
        graphics.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        objects.reversed().forEach(object -> box(graphics, factor, object, names));
        graphics.dispose();
        return picture;
    }

    private static void tint(BufferedImage picture, Detection object) {
        byte[] mask = object.mask().decode();
        int width = picture.getWidth();
        for (int p = 0; p < mask.length; p++) {
            if (mask[p] != 0) {
                int below = picture.getRGB(p % width, p / width) & 0xFFFFFF;
                int mixed = ClassColours.blend(below, ClassColours.of(object.label()), OPACITY);
                picture.setRGB(p % width, p / width, mixed);
            }
        }
    }

    private static void box(Graphics2D graphics, int factor, Detection object, List<String> names) {
        double[] box = object.box();
        double left = box[0] * factor;
        double top = box[1] * factor;
        graphics.setColor(new Color(ClassColours.of(object.label())));
        graphics.setStroke(new BasicStroke(2));
        graphics.draw(
                new Rectangle2D.Double(
                        left, top, (box[2] - box[0]) * factor, (box[3] - box[1]) * factor));
        String text =
                String.format(
                        Locale.ROOT, "%s %.0f %%", names.get(object.label()), 100 * object.score());
        var metrics = graphics.getFontMetrics();
        double bottom = Math.max(top, metrics.getHeight());
        graphics.setColor(Color.WHITE);
        graphics.fill(
                new Rectangle2D.Double(
                        left,
                        bottom - metrics.getHeight(),
                        metrics.stringWidth(text) + 2 * MARGIN,
                        metrics.getHeight()));
        graphics.setColor(Color.BLACK);
        graphics.drawString(text, (float) left + MARGIN, (float) bottom - metrics.getDescent());
    }
}
