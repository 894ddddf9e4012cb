package dev.tornadovim.experiments.inference;

import dev.tornadovim.data.Image;
import dev.tornadovim.experiments.sink.SampleGallery;
import dev.tornadovim.pipeline.detection.Detection;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Draws objects over their image: masks tinted in the colour of the class, boxes, names and scores.
 * The surest are drawn last.
 */
final class ObjectOverlay {

    /** Small images are enlarged to this height at least, so that names can be read. */
    private static final int LEAST_HEIGHT = 384;

    private static final double OPACITY = 0.55;
    private static final int MARGIN = 3;

    private ObjectOverlay() {}

    /** The picture, enlarged by a whole factor where the image is small. */
    static BufferedImage draw(Image image, List<Detection> objects, List<String> names) {
        return draw(image, objects, names, Lettering.font());
    }

    /**
     * As above, with a given font.
     *
     * @param font of names and scores; without it there are none
     */
    static BufferedImage draw(
            Image image, List<Detection> objects, List<String> names, Optional<Font> font) {
        BufferedImage tinted = SampleGallery.picture(image);
        objects.reversed().forEach(object -> tint(tinted, object));
        int factor = Math.max(1, Math.ceilDiv(LEAST_HEIGHT, image.height()));
        int width = image.width() * factor;
        int height = image.height() * factor;
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = picture.createGraphics();
        graphics.drawImage(tinted, 0, 0, width, height, null);
        graphics.setStroke(new BasicStroke(2));
        font.ifPresent(letters -> Lettering.use(letters, graphics));
        for (var object : objects.reversed()) {
            outline(graphics, factor, object);
            if (font.isPresent()) {
                caption(graphics, factor, object, names);
            }
        }
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

    private static void outline(Graphics2D graphics, int factor, Detection object) {
        double[] box = object.box();
        graphics.setColor(new Color(ClassColours.of(object.label())));
        graphics.draw(
                new Rectangle2D.Double(
                        box[0] * factor,
                        box[1] * factor,
                        (box[2] - box[0]) * factor,
                        (box[3] - box[1]) * factor));
    }

    private static void caption(
            Graphics2D graphics, int factor, Detection object, List<String> names) {
        double left = object.box()[0] * factor;
        String text =
                String.format(
                        Locale.ROOT, "%s %.0f %%", names.get(object.label()), 100 * object.score());
        var metrics = graphics.getFontMetrics();
        double bottom = Math.max(object.box()[1] * factor, metrics.getHeight());
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
