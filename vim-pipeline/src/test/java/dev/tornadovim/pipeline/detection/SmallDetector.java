package dev.tornadovim.pipeline.detection;

import dev.tornadovim.data.coco.BitMask;
import dev.tornadovim.pipeline.detection.DetectionConfig.BoxHeads;
import dev.tornadovim.pipeline.detection.DetectionConfig.Counts;
import dev.tornadovim.pipeline.detection.DetectionConfig.Output;
import dev.tornadovim.pipeline.detection.DetectionConfig.Proposals;
import dev.tornadovim.pipeline.detection.DetectionConfig.Stage;
import dev.tornadovim.pipeline.detection.box.LabelSampler;
import dev.tornadovim.pipeline.detection.box.Matcher;

import java.util.List;

/** Parts of detectors that compute in milliseconds, and objects for them to find. */
final class SmallDetector {

    static final Output OUTPUT = new Output(0.05f, 0.5f, 10);

    private SmallDetector() {}

    static Proposals proposals(
            int convolutions,
            List<List<Double>> anchorSizes,
            int samples,
            Counts beforeSuppression,
            Counts afterSuppression) {
        return new Proposals(
                convolutions,
                anchorSizes,
                List.of(0.5, 1.0, 2.0),
                new Matcher(0.3f, 0.7f, true),
                new LabelSampler(samples, 0.5),
                beforeSuppression,
                afterSuppression,
                0.7f);
    }

    static BoxHeads boxHeads(
            int convolutions, int channels, int hidden, int resolution, int samples) {
        return new BoxHeads(
                convolutions,
                channels,
                hidden,
                resolution,
                2,
                new LabelSampler(samples, 0.25),
                List.of(new Stage(0.5f, 10, 5), new Stage(0.6f, 20, 10), new Stage(0.7f, 30, 15)),
                32,
                3);
    }

    /** The ellipse that fills the box from (left, top) to (right, bottom). */
    static BitMask ellipse(
            int height, int width, double left, double top, double right, double bottom) {
        byte[] pixels = new byte[height * width];
        for (int p = 0; p < pixels.length; p++) {
            double x = (p % width + 0.5 - (left + right) / 2) / ((right - left) / 2);
            double y = (p / width + 0.5 - (top + bottom) / 2) / ((bottom - top) / 2);
            pixels[p] = (byte) (x * x + y * y <= 1 ? 1 : 0);
        }
        return new BitMask(height, width, pixels);
    }
}
