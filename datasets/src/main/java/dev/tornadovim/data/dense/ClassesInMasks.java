package dev.tornadovim.data.dense;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.LabelException;
import dev.tornadovim.data.LabelMap;
import dev.tornadovim.data.decode.LabelMapDecoder;

import java.nio.file.Path;
import java.util.List;

/**
 * Looks whether masks are black and white: drawn with 0 and 255, as many tools do, where 255 means that
 * there is no class. Each such file is right by itself; all of them together would train a network
 * that never sees a class but the first.
 */
final class ClassesInMasks {
    /** Masks that are looked at, at most; in others the first one decides. */
    private static final int MOST = 100;

    private ClassesInMasks() {}

    /**
     * Reads masks up to the first one with another value than 0 and 255.
     *
     * @param first stored value of the first class
     * @param classes names in the order of the labels
     * @throws LabelException if there is none, though there are other classes, and a mask holds both
     */
    static void check(List<Path> masks, LabelMapDecoder decoder, int first, List<String> classes) {
        if (first == 0 && classes.size() == 1) {
            return;
        }
        boolean blackAndWhite = false;
        int read = 0;
        for (Path mask : masks.subList(0, Math.min(MOST, masks.size()))) {
            boolean[] stored;
            try {
                stored = stored(decoder.decode(mask));
            } catch (DataException e) {
                continue; // whoever reads the sample tells about it
            }
            for (int value = 1; value < SegmentationSample.IGNORED; value++) {
                if (stored[value]) {
                    return;
                }
            }
            blackAndWhite |= stored[0] && stored[SegmentationSample.IGNORED];
            read++;
        }
        if (blackAndWhite) {
            String name = classes.get(1 - first);
            throw new LabelException(
                    masks.getFirst().getParent(),
                    "its masks hold 0 and 255 only (%d were read), and 255 means no class: expected 1 for the class %s"
                            .formatted(read, name));
        }
    }

    private static boolean[] stored(LabelMap mask) {
        boolean[] stored = new boolean[256];
        for (byte value : mask.classes()) {
            stored[value & 0xff] = true;
        }
        return stored;
    }
}
