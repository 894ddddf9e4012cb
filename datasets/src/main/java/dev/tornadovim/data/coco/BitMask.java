package dev.tornadovim.data.coco;

/**
 * A mask of pixels.
 *
 * @param pixels {@code [height, width]}, row after row, 1 inside and 0 outside; the array is not
 *     copied, and nobody writes to it
 */
public record BitMask(int height, int width, byte[] pixels) implements Mask {
    /** Share of a cell that has to be inside, from which on it is. */
    private static final double THRESHOLD = 0.5;

    /** Checks the number of pixels. */
    public BitMask {
        if (height < 1 || width < 1 || pixels.length != (long) height * width) {
            throw new IllegalArgumentException(
                    "%d pixels for a mask of shape [%d, %d]"
                            .formatted(pixels.length, height, width));
        }
    }

    @Override
    public boolean isEmpty() {
        for (byte pixel : pixels) {
            if (pixel != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Each pixel is that of the source whose area holds its middle.
     */
    @Override
    public BitMask placed(Placement placement) {
        int newHeight = placement.height();
        int newWidth = placement.width();
        int[] columns = new int[newWidth];
        for (int x = 0; x < newWidth; x++) {
            int column = (int) ((placement.left() + x + 0.5) * width / placement.scaledWidth());
            columns[x] = placement.mirrored() ? width - 1 - column : column;
        }
        byte[] placed = new byte[newHeight * newWidth];
        int to = 0;
        for (int y = 0; y < newHeight; y++) {
            int row = (int) ((placement.top() + y + 0.5) * height / placement.scaledHeight());
            for (int column : columns) {
                placed[to++] = pixels[row * width + column];
            }
        }
        return new BitMask(newHeight, newWidth, placed);
    }

    @Override
    public double[] box() {
        return new RleMask(rle()).box();
    }

    /**
     * {@inheritDoc}
     *
     * <p>A cell is inside if the mean of bilinear samples in it, at most a pixel apart, is at least a
     * half: RoIAlign with aligned corners, as Detectron2's {@code BitMasks.crop_and_resize}.
     */
    @Override
    public float[] grid(double[] box, int size) {
        double cellHeight = (box[3] - box[1]) / size;
        double cellWidth = (box[2] - box[0]) / size;
        int down = Math.max(1, (int) Math.ceil(cellHeight));
        int across = Math.max(1, (int) Math.ceil(cellWidth));
        float[] grid = new float[size * size];
        for (int cell = 0; cell < grid.length; cell++) {
            double top = box[1] + cell / size * cellHeight;
            double left = box[0] + cell % size * cellWidth;
            double sum = 0;
            for (int i = 0; i < down; i++) {
                double y = top + (i + 0.5) * cellHeight / down;
                for (int j = 0; j < across; j++) {
                    sum += sample(y - 0.5, left + (j + 0.5) * cellWidth / across - 0.5);
                }
            }
            grid[cell] = sum >= THRESHOLD * down * across ? 1 : 0;
        }
        return grid;
    }

    /** Bilinear value at a point; coordinates are those of the middles of pixels. */
    private double sample(double y, double x) {
        if (y < -1 || y > height || x < -1 || x > width) {
            return 0;
        }
        double row = Math.clamp(y, 0, height - 1);
        double column = Math.clamp(x, 0, width - 1);
        int y0 = (int) row;
        int x0 = (int) column;
        int y1 = Math.min(y0 + 1, height - 1);
        int x1 = Math.min(x0 + 1, width - 1);
        double v = row - y0;
        double u = column - x0;
        return (1 - v) * ((1 - u) * pixels[y0 * width + x0] + u * pixels[y0 * width + x1])
                + v * ((1 - u) * pixels[y1 * width + x0] + u * pixels[y1 * width + x1]);
    }

    @Override
    public Rle rle() {
        return Rle.encode(height, width, pixels);
    }
}
