package dev.tornadovim.experiments.inference;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Optional;

/** The font of names in pictures. Many containers have none: there, pictures go without names. */
final class Lettering {
    private static final Logger LOG = LogManager.getLogger(Lettering.class);

    /** Height of the letters in pixels. */
    static final int SIZE = 12;

    private static final Optional<Font> FONT = find();

    private Lettering() {}

    /** The font, or nothing where the machine has none; that is logged once. */
    static Optional<Font> font() {
        return FONT;
    }

    /** Sets the font for what is written from now on. */
    static void use(Font font, Graphics2D graphics) {
        graphics.setFont(font);
        graphics.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    }

    private static Optional<Font> find() {
        var font = new Font(Font.SANS_SERIF, Font.PLAIN, SIZE);
        var graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        try {
            graphics.getFontMetrics(font); // the first use of a font looks for the system's
            return Optional.of(font);
        } catch (RuntimeException | LinkageError | InternalError e) {
            LOG.warn("pictures go without names, no font: {}", e.getMessage());
            return Optional.empty();
        } finally {
            graphics.dispose();
        }
    }
}
