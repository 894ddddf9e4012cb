package dev.tornadovim.pipeline.segmentation;

import dev.tornadovim.kernels.op.activation.Gelu;
import dev.tornadovim.kernels.op.pool2d.MaxPool2d;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.layer.DeconvLayer;
import dev.tornadovim.pipeline.model.Backbone;

import java.util.List;

/**
 * Makes a pyramid of four maps of a plain backbone, which are all of one size: a quarter, an eighth, a
 * sixteenth and a thirty-second of the image (BEiT, {@code semantic_segmentation/backbone/beit.py},
 * which hustvl/Vim took over). For a backbone of stride 16: {@code fpn1} two transposed convolutions
 * with batch norm and GELU between, {@code fpn2} one, {@code fpn3} nothing, {@code fpn4} max pooling.
 * For stride 8: {@code fpn1} one transposed convolution, {@code fpn2} nothing, {@code fpn3} and {@code
 * fpn4} max pooling by 2 and 4.
 */
final class Neck {

    /** Maps of the pyramid. */
    static final int LEVELS = 4;

    private final int stride;
    private final Part part = new Part(Backbone.PREFIX + "neck", Backbone.PREFIX);
    private final DeconvLayer fpn1;
    private final Part.Norm norm;
    private final DeconvLayer fpn1Second;
    private final DeconvLayer fpn2;

    Neck(int stride, int width) {
        this.stride = stride;
        fpn1 = part.transposed("fpn1.0", width, width);
        boolean coarse = stride == 16;
        norm = coarse ? part.norm("fpn1.1", width) : null;
        fpn1Second = coarse ? part.transposed("fpn1.3", width, width) : null;
        fpn2 = coarse ? part.transposed("fpn2.0", width, width) : null;
    }

    Part part() {
        return part;
    }

    /** The pyramid of maps of equal size, finest first; all [batch, height, width, D]. */
    List<Tensor> apply(ProgramBuilder builder, List<Tensor> maps) {
        Tensor x1 = fpn1.apply(builder, maps.get(0));
        if (stride == 8) {
            return List.of(
                    x1,
                    maps.get(1),
                    MaxPool2d.apply(builder, maps.get(2), 2, 2),
                    MaxPool2d.apply(builder, maps.get(3), 4, 4));
        }
        Tensor normed = Gelu.apply(builder, norm.apply(builder, x1));
        return List.of(
                fpn1Second.apply(builder, normed),
                fpn2.apply(builder, maps.get(1)),
                maps.get(2),
                MaxPool2d.apply(builder, maps.get(3), 2, 2));
    }
}
