package dev.tornadovim.kernels.op.roi;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * {@link RoiAlign} for TornadoVM. The two large kernels take a grid of their own: TornadoVM would
 * choose the largest group, for which they need too many registers.
 */
final class RoiAlignKernels {

    /** Work-items of a group. */
    static final int GROUP = 128;

    private RoiAlignKernels() {}

    /**
     * y: [regions, out, out, channels] of the regions of a level; level 0 writes zeros for those of
     * other levels, the rest leave them.
     */
    static void forward(
            KernelContext context,
            FloatArray x,
            int xOffset,
            FloatArray rois,
            int roisOffset,
            FloatArray y,
            int size,
            int level,
            int height,
            int width,
            int channels,
            float scale,
            int out,
            int samples) {
        int i = context.globalIdx;
        if (i < size) {
            int cell = i / channels;
            int c = i - cell * channels;
            int cellRow = cell / out;
            int column = cell - cellRow * out;
            int region = cellRow / out;
            int row = cellRow - region * out;
            int roi = roisOffset + region * RoiSampling.REGION;
            float sum = level == 0 ? 0f : y.get(i);
            if ((int) rois.get(roi) == level) {
                int map = xOffset + (int) rois.get(roi + 1) * height * width * channels + c;
                float left = RoiSampling.edge(rois.get(roi + 2), scale);
                float top = RoiSampling.edge(rois.get(roi + 3), scale);
                float binX = (RoiSampling.edge(rois.get(roi + 4), scale) - left) / out;
                float binY = (RoiSampling.edge(rois.get(roi + 5), scale) - top) / out;
                sum = 0f;
                for (int sy = 0; sy < samples; sy++) {
                    float v = RoiSampling.position(top, binY, row, sy, samples);
                    if (RoiSampling.counts(v, height)) {
                        int upper = RoiSampling.low(v, height);
                        float down = RoiSampling.fraction(v, upper, height);
                        int from = map + upper * width * channels;
                        int toNextRow = upper < height - 1 ? width * channels : 0;
                        for (int sx = 0; sx < samples; sx++) {
                            float u = RoiSampling.position(left, binX, column, sx, samples);
                            if (RoiSampling.counts(u, width)) {
                                int first = RoiSampling.low(u, width);
                                float right = RoiSampling.fraction(u, first, width);
                                int at = from + first * channels;
                                int toNextColumn = first < width - 1 ? channels : 0;
                                float a00 = x.get(at);
                                float a01 = x.get(at + toNextColumn);
                                float a10 = x.get(at + toNextRow);
                                float a11 = x.get(at + toNextRow + toNextColumn);
                                sum += (1f - down) * ((1f - right) * a00 + right * a01);
                                sum += down * ((1f - right) * a10 + right * a11);
                            }
                        }
                    }
                }
                sum = sum / (samples * samples);
            }
            y.set(i, sum);
        }
    }

    /** dx = 0. */
    static void clear(FloatArray dx, int dxOffset, int size) {
        for (@Parallel int i = 0; i < size; i++) {
            dx.set(dxOffset + i, 0f);
        }
    }

    /** Adds to dx of one channel of a row of a level's map; bands: batch * height * channels. */
    static void backward(
            KernelContext context,
            FloatArray dy,
            FloatArray rois,
            int roisOffset,
            FloatArray dx,
            int dxOffset,
            int bands,
            int regions,
            int level,
            int height,
            int width,
            int channels,
            float scale,
            int out,
            int samples) {
        int i = context.globalIdx;
        if (i < bands) {
            int mapRow = i / channels;
            int c = i - mapRow * channels;
            int b = mapRow / height;
            int row = mapRow - b * height;
            int into = dxOffset + mapRow * width * channels + c;
            for (int region = 0; region < regions; region++) {
                int roi = roisOffset + region * RoiSampling.REGION;
                float top = RoiSampling.edge(rois.get(roi + 3), scale);
                float bottom = RoiSampling.edge(rois.get(roi + 5), scale);
                boolean reaches =
                        TornadoMath.min(top, bottom) <= row + 1
                                && TornadoMath.max(top, bottom) >= row - 1;
                if ((int) rois.get(roi) == level && (int) rois.get(roi + 1) == b && reaches) {
                    float left = RoiSampling.edge(rois.get(roi + 2), scale);
                    float binX = (RoiSampling.edge(rois.get(roi + 4), scale) - left) / out;
                    float binY = (bottom - top) / out;
                    for (int cellRow = 0; cellRow < out; cellRow++) {
                        float share = 0f;
                        for (int sy = 0; sy < samples; sy++) {
                            float v = RoiSampling.position(top, binY, cellRow, sy, samples);
                            share += RoiSampling.weight(v, height, row);
                        }
                        if (share > 0f) {
                            share = share / (samples * samples);
                            int from = (region * out + cellRow) * out * channels + c;
                            for (int s = 0; s < out * samples; s++) {
                                int cell = s / samples;
                                float u =
                                        RoiSampling.position(
                                                left, binX, cell, s - cell * samples, samples);
                                if (RoiSampling.counts(u, width)) {
                                    float slope = share * dy.get(from + cell * channels);
                                    int first = RoiSampling.low(u, width);
                                    float right = RoiSampling.fraction(u, first, width);
                                    int at = into + first * channels;
                                    dx.set(at, dx.get(at) + (1f - right) * slope);
                                    if (first < width - 1) {
                                        int next = at + channels;
                                        dx.set(next, dx.get(next) + right * slope);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
