package dev.tornadovim.experiments.inference;

/**
 * A colour for each class: the colour map of the PASCAL VOC challenge, whose first colour, black, is
 * left out. Neighbouring classes differ clearly, and a class has the same colour in every picture.
 */
final class ClassColours {

    private ClassColours() {}

    /** The colour of a class as {@code 0xRRGGBB}. */
    static int of(int label) {
        int rest = label + 1;
        int colour = 0;
        for (int bit = 7; rest > 0; bit--) {
            colour |= (rest & 1) << 16 + bit | (rest >> 1 & 1) << 8 + bit | (rest >> 2 & 1) << bit;
            rest >>= 3;
        }
        return colour;
    }

    /** The mean of two colours, the second with a share of it. */
    static int blend(int one, int other, double share) {
        int colour = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            double value = (one >> shift & 255) * (1 - share) + (other >> shift & 255) * share;
            colour |= (int) Math.round(value) << shift;
        }
        return colour;
    }
}
