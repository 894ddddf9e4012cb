package dev.tornadovim.pipeline.train;

import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.Image;
import dev.tornadovim.data.Sample;

import java.util.List;
import java.util.Random;

/** Noisy 8 × 8 images with horizontal, vertical or diagonal stripes: learnable in seconds. */
record Stripes(int size) implements Dataset<Sample> {

    @Override
    public Sample get(int index) {
        Random random = new Random(index);
        int label = index % 3;
        byte[] pixels = new byte[64];
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                int across = label == 0 ? y : label == 1 ? x : x + y;
                int value = (across / 2 % 2 == 0 ? 60 : 190) + random.nextInt(60);
                pixels[y * 8 + x] = (byte) value;
            }
        }
        return new Sample(new Image(1, 8, 8, pixels), label);
    }

    @Override
    public DatasetInfo info() {
        return new DatasetInfo(
                "stripes", "none", "made here", size, List.of("h", "v", "d"), "0".repeat(64));
    }
}
