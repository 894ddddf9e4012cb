package dev.tornadovim.kernels.program;

import dev.tornadovim.kernels.tensor.Tensor;

/** The elements of a storage that a view covers: {@code rows} runs of {@code columns} floats. */
record Region(int offset, int rows, int rowStride, int columns) {

    static Region of(Tensor view) {
        return view.isContiguous() || view.rows() == 1
                ? new Region(view.offset(), 1, view.size(), view.size())
                : new Region(view.offset(), view.rows(), view.rowStride(), view.columns());
    }

    /** Number of elements that both regions cover. */
    long overlap(Region other) {
        Region few = rows <= other.rows ? this : other;
        Region many = few == this ? other : this;
        long total = 0;
        for (int row = 0; row < few.rows; row++) {
            long start = few.offset + (long) row * few.rowStride;
            total += many.within(start, start + few.columns);
        }
        return total;
    }

    /** Number of elements of this region inside {@code [from, to)}. */
    private long within(long from, long to) {
        long first = Math.max(0, Math.floorDiv(from - offset, rowStride));
        long last = Math.min(rows - 1L, Math.floorDiv(to - 1 - offset, rowStride));
        if (last < first) {
            return 0;
        }
        long total = clipped(first, from, to);
        if (last > first) {
            total += clipped(last, from, to) + (last - first - 1) * columns;
        }
        return total;
    }

    private long clipped(long row, long from, long to) {
        long start = offset + row * rowStride;
        return Math.max(0, Math.min(start + columns, to) - Math.max(start, from));
    }
}
