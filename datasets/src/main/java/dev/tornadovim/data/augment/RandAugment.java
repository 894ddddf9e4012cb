package dev.tornadovim.data.augment;

import dev.tornadovim.data.Image;

/**
 * RandAugment (Cubuk et al., arXiv:1909.13719) as timm 0.4.12 does it for {@code rand-m9-mstd0.5-inc1}:
 * operations are drawn with replacement from {@link RandAugmentOp}, each is applied with probability
 * one half, with a magnitude drawn from a normal distribution and clipped to 0 … 10.
 *
 * @param magnitude mean of the magnitude
 * @param std standard deviation of the magnitude
 * @param operations drawn for each image
 * @param fill color of what geometric operations uncover, a value from 0 to 255 a channel
 */
public record RandAugment(double magnitude, double std, int operations, int[] fill)
        implements ImageTransform {
    private static final double PROBABILITY = 0.5;

    /** Largest magnitude, at which every operation is strongest. */
    static final double MAX_MAGNITUDE = 10;

    /** Copies the color. */
    public RandAugment {
        fill = fill.clone();
    }

    /**
     * Reads timm's notation, for example {@code rand-m9-mstd0.5-inc1}: sections {@code m} magnitude,
     * {@code mstd} its deviation, {@code n} number of operations, and {@code inc1}, which is required
     * because only the operations that get stronger with the magnitude are here.
     *
     * @param normalize its means are the color of what is uncovered
     */
    public static RandAugment parse(String notation, Normalize normalize) {
        double magnitude = MAX_MAGNITUDE;
        double std = 0;
        int operations = 2;
        boolean increasing = false;
        String[] sections = notation.split("-");
        if (!sections[0].equals("rand")) {
            throw unknown(notation, sections[0]);
        }
        for (int i = 1; i < sections.length; i++) {
            String name = sections[i].replaceFirst("[0-9].*", "");
            String value = sections[i].substring(name.length());
            try {
                switch (name) {
                    case "m" -> magnitude = Integer.parseInt(value);
                    case "mstd" -> std = Double.parseDouble(value);
                    case "n" -> operations = Integer.parseInt(value);
                    case "inc" -> increasing = value.equals("1");
                    default -> throw unknown(notation, sections[i]);
                }
            } catch (NumberFormatException e) {
                throw unknown(notation, sections[i]);
            }
        }
        if (!increasing) {
            throw new IllegalArgumentException(
                    "RandAugment \"%s\" lacks inc1, the only operations there are"
                            .formatted(notation));
        }
        int[] fill = new int[normalize.mean().length];
        for (int c = 0; c < fill.length; c++) {
            fill[c] = (int) Math.min(255, Math.rint(255.0 * normalize.mean()[c]));
        }
        return new RandAugment(magnitude, std, operations, fill);
    }

    private static IllegalArgumentException unknown(String notation, String section) {
        return new IllegalArgumentException(
                "RandAugment \"%s\": \"%s\" not understood, expected for example rand-m9-mstd0.5-inc1"
                        .formatted(notation, section));
    }

    @Override
    public Image apply(Image image, SampleRandom random) {
        var all = RandAugmentOp.values();
        var chosen = new RandAugmentOp[operations];
        for (int i = 0; i < operations; i++) {
            chosen[i] = all[random.below(all.length)];
        }
        var result = image;
        for (var op : chosen) {
            if (random.chance(PROBABILITY)) {
                double drawn = magnitude + (std > 0 ? std * random.gaussian() : 0);
                double level = Math.clamp(drawn, 0, MAX_MAGNITUDE);
                boolean negative = op.signed() && random.chance(0.5);
                result = op.apply(result, level, negative, fill);
            }
        }
        return result;
    }
}
