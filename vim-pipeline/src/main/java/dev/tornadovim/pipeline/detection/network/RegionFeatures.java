package dev.tornadovim.pipeline.detection.network;

import dev.tornadovim.kernels.op.roi.RoiAlign;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * The levels of the pyramid that boxes take their features from: all but the last, as in Detectron2.
 *
 * @param levels finest first
 * @param strides of all levels of the pyramid, in pixels
 * @param samplingRatio bilinear samples of a cell along each axis
 */
public record RegionFeatures(List<Tensor> levels, List<Integer> strides, int samplingRatio) {

    /** Squares of features, [boxes, resolution, resolution, channels]. */
    Tensor pool(ProgramBuilder builder, Tensor boxes, int resolution) {
        int count = levels.size() - 1;
        float[] scales = new float[count];
        for (int i = 0; i < count; i++) {
            scales[i] = 1f / strides.get(i);
        }
        return RoiAlign.apply(
                builder, levels.subList(0, count), scales, boxes, resolution, samplingRatio);
    }
}
