package dev.tornadovim.pipeline.metric;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.coco.CocoAnnotation;
import dev.tornadovim.data.coco.CocoAnnotations;
import dev.tornadovim.data.coco.CocoResult;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * Average precision and recall of detected objects by COCO's protocol, as {@code COCOeval} of
 * pycocotools computes them: ten thresholds of the intersection over union from 0.5 to 0.95, 101
 * points of recall, at most 100 results per image and class.
 *
 * <p>The size of a detected mask is its own area, as for results without a box. A class
 * without objects is left out of all means; results of a category that the annotations lack do not
 * count. Where masks are compared, objects annotated without a mask are left out.
 */
public final class CocoEvaluation {
    private static final int ALL = 0;
    private static final int MOST = 2;

    private static final List<Line> LINES =
            List.of(
                    new Line(true, -1, ALL, MOST),
                    new Line(true, 0, ALL, MOST),
                    new Line(true, 5, ALL, MOST),
                    new Line(true, -1, 1, MOST),
                    new Line(true, -1, 2, MOST),
                    new Line(true, -1, 3, MOST),
                    new Line(false, -1, ALL, 0),
                    new Line(false, -1, ALL, 1),
                    new Line(false, -1, ALL, MOST),
                    new Line(false, -1, 1, MOST),
                    new Line(false, -1, 2, MOST),
                    new Line(false, -1, 3, MOST));

    /** The kind of regions to compare. */
    public enum Kind {
        /** Boxes: {@code bbox}. */
        BOX,
        /** Masks: {@code segm}. */
        MASK
    }

    private enum Area {
        ALL(0, 1e10),
        SMALL(0, 32 * 32),
        MEDIUM(32 * 32, 96 * 96),
        LARGE(96 * 96, 1e10);

        private final double least;
        private final double most;

        Area(double least, double most) {
            this.least = least;
            this.most = most;
        }
    }

    /**
     * One of the twelve summary numbers.
     *
     * @param precision or recall
     * @param threshold its number, −1 for all of them
     * @param most number of the limit of results
     */
    private record Line(boolean precision, int threshold, int area, int most) {}

    private final int[] limits = {1, 10, PrecisionRecall.MOST_RESULTS};
    private final CocoAnnotations truth;

    /** {@code [class][area][limit]}, null where there are no objects. */
    private final PrecisionRecall[][][] curves;

    private CocoEvaluation(CocoAnnotations truth, PrecisionRecall[][][] curves) {
        this.truth = truth;
        this.curves = curves;
    }

    /**
     * Compares results with annotations.
     *
     * @throws DataException if a result is of an image that the annotations lack, has a score that is
     *     no number, or lacks a mask of the image's size where masks are compared
     */
    public static CocoEvaluation of(CocoAnnotations truth, List<CocoResult> results, Kind kind) {
        var cells = cells(truth, results, kind);
        var curves = new PrecisionRecall[truth.categories().size()][Area.values().length][3];
        var evaluation = new CocoEvaluation(truth, curves);
        for (int k = 0; k < curves.length; k++) {
            var candidates =
                    cells.get(k).values().stream().map(cell -> cell.candidates(kind)).toList();
            for (var area : Area.values()) {
                var matches = candidates.stream().map(c -> c.match(area.least, area.most)).toList();
                for (int m = 0; m < 3; m++) {
                    curves[k][area.ordinal()][m] =
                            PrecisionRecall.of(matches, evaluation.limits[m]);
                }
            }
        }
        return evaluation;
    }

    /** Objects and results by class and image, images in the order of their ids. */
    private static List<TreeMap<Long, CocoCell>> cells(
            CocoAnnotations truth, List<CocoResult> results, Kind kind) {
        var cells =
                truth.categories().stream().map(category -> new TreeMap<Long, CocoCell>()).toList();
        for (CocoAnnotation object : truth.annotations()) {
            if (kind == Kind.MASK && !object.hasMask()) {
                continue;
            }
            cells.get(truth.label(object.categoryId()))
                    .computeIfAbsent(object.imageId(), id -> new CocoCell())
                    .add(object);
        }
        for (int i = 0; i < results.size(); i++) {
            var result = results.get(i);
            check(truth, result, i + 1, kind);
            int label = truth.label(result.categoryId());
            if (label >= 0) {
                cells.get(label)
                        .computeIfAbsent(result.imageId(), id -> new CocoCell())
                        .add(result);
            }
        }
        return cells;
    }

    private static void check(CocoAnnotations truth, CocoResult result, int number, Kind kind) {
        var image = truth.image(result.imageId());
        if (image == null) {
            throw new DataException(
                    "result " + number,
                    "is of image %d, which the annotations do not have"
                            .formatted(result.imageId()));
        }
        if (Double.isNaN(result.score())) {
            throw new DataException("result " + number, "its score is not a number");
        }
        if (kind == Kind.MASK) {
            var mask =
                    result.mask()
                            .orElseThrow(
                                    () -> new DataException("result " + number, "has no mask"));
            if (mask.height() != image.height() || mask.width() != image.width()) {
                throw new DataException(
                        "result " + number,
                        "has a mask of %d × %d, but image %d is %d × %d"
                                .formatted(
                                        mask.height(),
                                        mask.width(),
                                        image.id(),
                                        image.height(),
                                        image.width()));
            }
        }
    }

    /**
     * The twelve numbers, each 0 to 1, or −1 where there are no objects: AP, AP50, AP75, AP of small,
     * medium and large objects; AR with 1, 10 and 100 results, AR of small, medium and large objects.
     */
    public double[] summary() {
        return LINES.stream().mapToDouble(this::value).toArray();
    }

    /** Average precision over all thresholds, the first number of the summary: −1 without objects. */
    public double averagePrecision() {
        return value(LINES.getFirst());
    }

    /** Whether there is anything to find: without objects, nothing is measured. */
    public boolean isDefined() {
        return averagePrecision() >= 0;
    }

    /** Average precision of each class, in the order of the labels; NaN without objects. */
    public double[] classPrecision() {
        return Arrays.stream(curves)
                .mapToDouble(
                        curve ->
                                curve[ALL][MOST] == null
                                        ? Double.NaN
                                        : curve[ALL][MOST].precisions(-1).average().orElseThrow())
                .toArray();
    }

    /** Average precision by class name, in the order of the labels; NaN without objects. */
    public Map<String, Double> classPrecisionByName() {
        double[] values = classPrecision();
        var byName = new LinkedHashMap<String, Double>();
        for (int k = 0; k < values.length; k++) {
            byName.put(truth.categories().get(k).name(), values[k]);
        }
        return byName;
    }

    private double value(Line line) {
        return Arrays.stream(curves)
                .map(curve -> curve[line.area][line.most])
                .filter(Objects::nonNull)
                .flatMapToDouble(curve -> values(curve, line))
                .average()
                .orElse(-1);
    }

    private static DoubleStream values(PrecisionRecall curve, Line line) {
        return line.precision ? curve.precisions(line.threshold) : curve.recalls(line.threshold);
    }

    /** The summary as pycocotools prints it, twelve lines. */
    public String report() {
        var report = new StringBuilder();
        for (var line : LINES) {
            var value = new BigDecimal(value(line)).setScale(3, RoundingMode.HALF_EVEN);
            report.append(
                    " %-18s %s @[ IoU=%-9s | area=%6s | maxDets=%3d ] = %s%n"
                            .formatted(
                                    line.precision ? "Average Precision" : "Average Recall",
                                    line.precision ? "(AP)" : "(AR)",
                                    iou(line),
                                    Area.values()[line.area].name().toLowerCase(Locale.ROOT),
                                    limits[line.most],
                                    value.toPlainString()));
        }
        return report.toString();
    }

    private static String iou(Line line) {
        return switch (line.threshold) {
            case -1 -> "0.50:0.95";
            case 0 -> "0.50";
            default -> "0.75";
        };
    }
}
