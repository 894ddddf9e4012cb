package dev.tornadovim.data.dense;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.LabelMap;
import dev.tornadovim.data.augment.Resampler;
import dev.tornadovim.data.augment.Resampler.Interpolation;

/** How images are resized, and labels with them. */
public enum Resizing {
    /**
     * As Pillow: bilinear with antialiasing; the label of the pixel in which the center of the new one
     * lies.
     */
    PILLOW {
        @Override
        public Image resize(Image image, int height, int width) {
            return Resampler.resize(image, height, width, Interpolation.BILINEAR);
        }

        @Override
        public LabelMap resize(LabelMap labels, int height, int width) {
            return NearestLabels.byCenters(labels, height, width);
        }
    },
    /**
     * As OpenCV, and so as mmsegmentation: bilinear between neighbors however much the image shrinks;
     * the label of the pixel in which the upper left corner of the new one lies.
     */
    OPENCV {
        @Override
        public Image resize(Image image, int height, int width) {
            return OpenCvResize.bilinear(image, height, width);
        }

        @Override
        public LabelMap resize(LabelMap labels, int height, int width) {
            return NearestLabels.byCorners(labels, height, width);
        }
    };

    /** The image with other numbers of pixels. */
    public abstract Image resize(Image image, int height, int width);

    /** The labels of an image with other numbers of pixels; no new ones arise. */
    public abstract LabelMap resize(LabelMap labels, int height, int width);
}
