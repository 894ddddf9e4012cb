package dev.tornadovim.pipeline.metric;

import java.util.Locale;

/**
 * A metric that an evaluation may report.
 *
 * @param name its key in files, such as {@code top1}
 * @param label its name on the console, such as {@code top-1}; empty for metrics in files only
 * @param share whether its values are shares from 0 to 1, which are shown in percent
 */
public record Metric(String name, String label, boolean share) {

    /** Mean loss on the data of the evaluation. */
    public static final Metric LOSS = new Metric("loss", "test loss", false);

    /** Share of images whose best class is the label. */
    public static final Metric TOP1 = new Metric("top1", "top-1", true);

    /** Share of images whose label is among the five best classes. */
    public static final Metric TOP5 = new Metric("top5", "top-5", true);

    /** Mean over the classes of intersection over union, in semantic segmentation. */
    public static final Metric MEAN_IOU = new Metric("mIoU", "mIoU", true);

    /** Average precision of boxes, mean over IoU 0.50 to 0.95 and the classes, as COCO has it. */
    public static final Metric BOX_AP = new Metric("box_AP", "box AP", true);

    /** The same of masks. */
    public static final Metric MASK_AP = new Metric("mask_AP", "mask AP", true);

    /** Whether larger values are better: true for all but the loss. */
    public boolean largerIsBetter() {
        return !name.equals(LOSS.name);
    }

    /** A value as it is shown: in percent if it is a share. */
    public double scaled(double value) {
        return share ? 100 * value : value;
    }

    /** A value as it is shown: {@code 76.10} for the share 0.761, four decimals otherwise. */
    public String number(double value) {
        return String.format(Locale.ROOT, share ? "%.2f" : "%.4f", scaled(value));
    }

    /** The same with its unit, as {@code 76.10 %}. */
    public String text(double value) {
        return number(value) + (share ? " %" : "");
    }

    /** The label with the unit, for an axis. */
    public String axis() {
        return share ? label + " (%)" : label;
    }
}
