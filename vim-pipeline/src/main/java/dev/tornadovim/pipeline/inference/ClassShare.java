package dev.tornadovim.pipeline.inference;

import dev.tornadovim.data.LabelMap;
import dev.tornadovim.data.Printable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A class in an image.
 *
 * @param label its index
 * @param name its name
 * @param pixels that have it
 * @param share of the image's pixels
 */
public record ClassShare(int label, String name, long pixels, double share) {

    /** The classes of an image, the largest first. */
    public static List<ClassShare> of(LabelMap labels, List<String> names) {
        long[] pixels = new long[names.size()];
        for (byte label : labels.classes()) {
            pixels[label & 0xff]++;
        }
        List<ClassShare> classes = new ArrayList<>();
        for (int label = 0; label < pixels.length; label++) {
            if (pixels[label] > 0) {
                double share = (double) pixels[label] / labels.classes().length;
                classes.add(new ClassShare(label, names.get(label), pixels[label], share));
            }
        }
        classes.sort(Comparator.comparingLong(ClassShare::pixels).reversed());
        return classes;
    }

    /** Name and share, such as {@code "Background 93.4 %"}. */
    public String text() {
        return String.format(Locale.ROOT, "%s %.1f %%", Printable.of(name), 100 * share);
    }
}
