package dev.tornadovim.data.coco;

/** A mask in runs, as small as in its file; what moves or cuts it works on its pixels. */
public record RleMask(Rle rle) implements Mask {

    private BitMask pixels() {
        return new BitMask(height(), width(), rle.decode());
    }

    @Override
    public int height() {
        return rle.height();
    }

    @Override
    public int width() {
        return rle.width();
    }

    @Override
    public BitMask placed(Placement placement) {
        return pixels().placed(placement);
    }

    @Override
    public double[] box() {
        double[] box = rle.box();
        return new double[] {box[0], box[1], box[0] + box[2], box[1] + box[3]};
    }

    @Override
    public float[] grid(double[] box, int size) {
        return pixels().grid(box, size);
    }

    @Override
    public boolean isEmpty() {
        return rle.area() == 0;
    }
}
