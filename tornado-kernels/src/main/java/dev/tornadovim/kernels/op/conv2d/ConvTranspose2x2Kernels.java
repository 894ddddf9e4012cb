package dev.tornadovim.kernels.op.conv2d;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link ConvTranspose2x2} for TornadoVM: blocks of 2x2 pixels to maps and back, one thread per value. */
final class ConvTranspose2x2Kernels {

    private ConvTranspose2x2Kernels() {}

    /** y[line, x, o] = blocks[pixel, (tap, o)] + bias[o]; lines and x count output pixels. */
    static void placeBlocks(
            FloatArray blocks,
            FloatArray bias,
            int biasOffset,
            FloatArray y,
            int yOffset,
            int lines,
            int width,
            int out) {
        for (@Parallel int index = 0; index < lines * width * out; index++) {
            int pixel = index / out;
            int channel = index - pixel * out;
            int line = pixel / width;
            int x = pixel - line * width;
            int block = (line / 2) * (width / 2) + x / 2;
            int tap = (line % 2) * 2 + x % 2;
            float value = blocks.get((block * 4 + tap) * out + channel);
            y.set(yOffset + index, value + bias.get(biasOffset + channel));
        }
    }

    /** blocks[pixel, (tap, o)] = dy[line, x, o]. */
    static void gatherBlocks(
            FloatArray dy, int dyOffset, FloatArray blocks, int lines, int width, int out) {
        for (@Parallel int index = 0; index < lines * width * out; index++) {
            int row = index / out;
            int channel = index - row * out;
            int block = row / 4;
            int tap = row - block * 4;
            int line = block / (width / 2) * 2 + tap / 2;
            int x = block % (width / 2) * 2 + tap % 2;
            blocks.set(index, dy.get(dyOffset + (line * width + x) * out + channel));
        }
    }

    /** ordered[(tap, out), in] = weight[in, out, tap]. */
    static void orderWeight(
            FloatArray weight, int weightOffset, FloatArray ordered, int in, int out) {
        for (@Parallel int index = 0; index < in * out * 4; index++) {
            int row = index / in;
            int channel = index - row * in;
            int tap = row / out;
            int o = row - tap * out;
            ordered.set(index, weight.get(weightOffset + (channel * out + o) * 4 + tap));
        }
    }

    /** weight[in, out, tap] = ordered[(tap, out), in]; added where accumulate is 1. */
    static void orderGradient(
            FloatArray ordered,
            FloatArray weight,
            int weightOffset,
            int in,
            int out,
            int accumulate) {
        for (@Parallel int index = 0; index < in * out * 4; index++) {
            int row = index / 4;
            int tap = index - row * 4;
            int channel = row / out;
            int o = row - channel * out;
            float value = ordered.get((tap * out + o) * in + channel);
            if (accumulate == 1) {
                value += weight.get(weightOffset + index);
            }
            weight.set(weightOffset + index, value);
        }
    }
}
