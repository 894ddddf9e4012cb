package dev.tornadovim.pipeline.metric;

import dev.tornadovim.data.coco.CocoAnnotation;
import dev.tornadovim.data.coco.CocoResult;
import dev.tornadovim.data.coco.Rle;
import dev.tornadovim.pipeline.metric.CocoEvaluation.Kind;

import java.util.ArrayList;
import java.util.List;

/** Objects and results of one class in one image. */
final class CocoCell {
    private final List<CocoAnnotation> objects = new ArrayList<>();
    private final List<CocoResult> results = new ArrayList<>();

    void add(CocoAnnotation object) {
        objects.add(object);
    }

    void add(CocoResult result) {
        results.add(result);
    }

    /** Compares the results with the highest scores with each object. */
    Candidates candidates(Kind kind) {
        // Stable, so that of equal scores the first in the file comes first.
        var surest =
                results.stream()
                        .sorted(
                                (a, b) ->
                                        a.score() > b.score() ? -1 : a.score() < b.score() ? 1 : 0)
                        .limit(PrecisionRecall.MOST_RESULTS)
                        .toList();
        double[] scores = surest.stream().mapToDouble(CocoResult::score).toArray();
        double[] objectAreas = objects.stream().mapToDouble(CocoAnnotation::area).toArray();
        boolean[] crowd = new boolean[objects.size()];
        for (int g = 0; g < crowd.length; g++) {
            crowd[g] = objects.get(g).crowd();
        }
        var found = surest.stream().map(result -> Region.of(result, kind)).toList();
        var annotated = objects.stream().map(object -> Region.of(object, kind)).toList();
        double[][] iou = new double[surest.size()][objects.size()];
        for (int d = 0; d < iou.length; d++) {
            for (int g = 0; g < crowd.length; g++) {
                iou[d][g] = found.get(d).iou(annotated.get(g), crowd[g]);
            }
        }
        double[] areas = found.stream().mapToDouble(Region::area).toArray();
        return new Candidates(scores, areas, objectAreas, crowd, iou);
    }

    /**
     * A box, or a mask in its box.
     *
     * @param box x, y, width, height
     * @param mask null where boxes are compared
     */
    private record Region(double[] box, Rle mask) {

        static Region of(CocoResult result, Kind kind) {
            return kind == Kind.BOX
                    ? new Region(result.box(), null)
                    : of(result.mask().orElseThrow());
        }

        static Region of(CocoAnnotation object, Kind kind) {
            return kind == Kind.BOX ? new Region(object.box(), null) : of(object.mask().rle());
        }

        private static Region of(Rle mask) {
            return new Region(mask.box(), mask);
        }

        double area() {
            return mask == null ? box[2] * box[3] : mask.area();
        }

        double iou(Region object, boolean crowd) {
            double[] a = box;
            double[] b = object.box;
            double width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
            double height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
            if (width <= 0 || height <= 0) {
                return 0;
            }
            if (mask != null) {
                return mask.iou(object.mask, crowd);
            }
            double shared = width * height;
            double own = a[2] * a[3];
            return shared / (crowd ? own : own + b[2] * b[3] - shared);
        }
    }
}
