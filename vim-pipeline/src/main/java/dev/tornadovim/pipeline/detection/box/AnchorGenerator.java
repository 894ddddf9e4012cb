package dev.tornadovim.pipeline.detection.box;

import java.util.List;

/**
 * Boxes of a few sizes and shapes around every place of a feature map (Ren et al., "Faster R-CNN",
 * 2015, §3.1.1), as Detectron2's {@code DefaultAnchorGenerator} with offset 0 makes them: the
 * anchors of place (y, x) are centred at pixel (stride · y, stride · x).
 *
 * @param sizes square roots of the anchors' areas in pixels, a list a level
 * @param ratios height over width
 * @param strides pixels from one place to the next, by level
 */
public record AnchorGenerator(
        List<List<Double>> sizes, List<Double> ratios, List<Integer> strides) {

    /** Checks that each level has sizes, and as many as every other. */
    public AnchorGenerator {
        sizes = sizes.stream().map(List::copyOf).toList();
        ratios = List.copyOf(ratios);
        strides = List.copyOf(strides);
        if (sizes.size() != strides.size()) {
            throw new IllegalArgumentException(
                    "anchor sizes for %d levels, but the pyramid has %d"
                            .formatted(sizes.size(), strides.size()));
        }
        if (ratios.isEmpty() || sizes.stream().mapToInt(List::size).distinct().count() != 1) {
            throw new IllegalArgumentException(
                    "every level needs equally many anchors, at least one");
        }
    }

    /** Anchors at each place of a map. */
    public int perPlace() {
        return sizes.getFirst().size() * ratios.size();
    }

    /**
     * The anchors of one level.
     *
     * @return boxes in the order row, column, size, ratio; they may reach out of the image
     */
    public Boxes level(int level, int height, int width) {
        float[] cell = cell(level);
        int stride = strides.get(level);
        float[] all = new float[height * width * cell.length];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int i = 0; i < cell.length; i++) {
                    all[at++] = (i % 2 == 0 ? x * stride : y * stride) + cell[i];
                }
            }
        }
        return new Boxes(all);
    }

    /** Anchors centred at the origin. */
    private float[] cell(int level) {
        float[] cell = new float[4 * perPlace()];
        int at = 0;
        for (double size : sizes.get(level)) {
            for (double ratio : ratios) {
                // w · h = size² and h / w = ratio
                double w = Math.sqrt(size * size / ratio);
                double h = ratio * w;
                cell[at++] = (float) (-w / 2);
                cell[at++] = (float) (-h / 2);
                cell[at++] = (float) (w / 2);
                cell[at++] = (float) (h / 2);
            }
        }
        return cell;
    }
}
