package dev.tornadovim.data.coco;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Against the whole walk along the edges, line for line {@code rleFrPoly} of COCO's maskApi.c. */
class PolygonRasterTest {

    /** Corners up to this many pixels away from the image. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 3, 50, 2000})
    void agreesWithTheWholeWalk(double away) {
        var random = new Random(7);
        for (int k = 0; k < 400; k++) {
            int height = 1 + random.nextInt(40);
            int width = 1 + random.nextInt(40);
            double[] corners = new double[2 * (3 + random.nextInt(6))];
            for (int i = 0; i < corners.length; i++) {
                int size = i % 2 == 0 ? width : height;
                double corner = random.nextDouble() * (size + 2 * away) - away;
                corners[i] = random.nextInt(3) == 0 ? Math.rint(corner) : corner;
            }
            assertThat(PolygonRaster.draw(height, width, corners))
                    .as("%d × %d %s", height, width, Arrays.toString(corners))
                    .isEqualTo(new Rle(height, width, walk(corners, height, width)));
        }
    }

    /** The lower right half of the image; a walk would have 15 million points. */
    @Test
    void farCornersTakeNoMemory() {
        double far = 1e6;
        var mask = PolygonRaster.draw(3, 3, new double[] {0, 0, far, 0, far, far});
        var near = PolygonRaster.draw(3, 3, new double[] {0, 0, 30, 0, 30, 30});
        assertThat(mask).isEqualTo(near);
        assertThat(mask.decode()).containsExactly(0, 1, 1, 0, 0, 1, 0, 0, 0);
        double huge = 1e9;
        var all =
                PolygonRaster.draw(
                        2, 2, new double[] {-huge, -huge, huge, -huge, huge, huge, -huge, huge});
        assertThat(all.decode()).containsExactly(1, 1, 1, 1);
    }

    private static int[] walk(double[] xy, int h, int w) {
        double scale = 5;
        int k = xy.length / 2;
        int[] x = new int[k + 1];
        int[] y = new int[k + 1];
        for (int j = 0; j <= k; j++) {
            x[j] = (int) (scale * xy[j % k * 2] + .5);
            y[j] = (int) (scale * xy[j % k * 2 + 1] + .5);
        }
        List<Integer> u = new ArrayList<>();
        List<Integer> v = new ArrayList<>();
        for (int j = 0; j < k; j++) {
            int xs = x[j];
            int xe = x[j + 1];
            int ys = y[j];
            int ye = y[j + 1];
            int dx = Math.abs(xe - xs);
            int dy = Math.abs(ys - ye);
            boolean flip = dx >= dy && xs > xe || dx < dy && ys > ye;
            if (flip) {
                int t = xs;
                xs = xe;
                xe = t;
                t = ys;
                ys = ye;
                ye = t;
            }
            double s = dx >= dy ? (double) (ye - ys) / dx : (double) (xe - xs) / dy;
            for (int d = 0; d <= Math.max(dx, dy); d++) {
                int t = flip ? Math.max(dx, dy) - d : d;
                u.add(dx >= dy ? t + xs : (int) (xs + s * t + .5));
                v.add(dx >= dy ? (int) (ys + s * t + .5) : t + ys);
            }
        }
        return runs(crossings(u, v, h, w));
    }

    private static int[] crossings(List<Integer> u, List<Integer> v, int h, int w) {
        List<Integer> a = new ArrayList<>();
        for (int j = 1; j < u.size(); j++) {
            int now = u.get(j);
            int before = u.get(j - 1);
            double xd = ((now < before ? now : now - 1) + .5) / 5 - .5;
            if (now == before || Math.floor(xd) != xd || xd < 0 || xd > w - 1) {
                continue;
            }
            double yd = (Math.min(v.get(j), v.get(j - 1)) + .5) / 5 - .5;
            a.add((int) xd * h + (int) Math.ceil(Math.clamp(yd, 0, h)));
        }
        a.add(h * w);
        return a.stream().sorted().mapToInt(i -> i).toArray();
    }

    private static int[] runs(int[] sorted) {
        int[] a = sorted.clone();
        for (int j = a.length - 1; j > 0; j--) {
            a[j] -= a[j - 1];
        }
        List<Integer> b = new ArrayList<>();
        int j = 0;
        b.add(a[j++]);
        while (j < a.length) {
            if (a[j] > 0) {
                b.add(a[j++]);
            } else if (++j < a.length) {
                b.set(b.size() - 1, b.getLast() + a[j++]);
            }
        }
        return b.stream().mapToInt(i -> i).toArray();
    }
}
