package dev.tornadovim.data.scenes;

import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.augment.SampleRandom.Purpose;

import java.util.ArrayList;
import java.util.List;

/**
 * Scenes composed of garments: on a textured background lie several, each of random size, rotation,
 * place and color, later ones over earlier ones. There are as many scenes as one asks for; each
 * depends on the garments, the settings, the split and its number only. Safe for several threads.
 */
public final class Scenes {
    /** Share of a garment's side that keeps its middle from the edge of the scene. */
    private static final double MARGIN = 0.35;

    /** A tint this far from both colors of the background, in steps of a channel, stands out. */
    private static final double CLEAR_DISTANCE = 90;

    private static final double DARK = 110;

    private static final int TINT_ATTEMPTS = 10;

    private static final int PLACE_ATTEMPTS = 20;

    private final Dataset<Sample> garments;
    private final Split split;
    private final SceneSettings settings;

    /**
     * @param garments square gray pictures on black, as Fashion-MNIST's: for scenes to measure on,
     *     others than those of the scenes to learn from
     * @param split of the scenes, so that both splits differ with one seed
     */
    public Scenes(Dataset<Sample> garments, Split split, SceneSettings settings) {
        this.garments = garments;
        this.split = split;
        this.settings = settings;
    }

    /** Names of the classes in the order of ADE20K's labels from 1 on: the background comes first. */
    public List<String> classNames() {
        var names = new ArrayList<String>();
        names.add("Background");
        names.addAll(garments.info().classNames());
        return names;
    }

    /**
     * Composes a scene.
     *
     * @param index its number, from 0
     */
    public Scene get(int index) {
        var random = SampleRandom.of(settings.seed(), Purpose.SCENE, split.ordinal(), index);
        var canvas = new Canvas(settings.height(), settings.width());
        var textures = Texture.values();
        double extent = Math.min(settings.height(), settings.width());
        var pattern =
                textures[random.below(textures.length)].draw(
                        settings.height(), settings.width(), random);
        double[] one = darkColor(random);
        double[] other = darkColor(random);
        canvas.fill(pattern, one, other);
        int count =
                settings.minGarments()
                        + random.below(settings.maxGarments() - settings.minGarments() + 1);
        int[] labels = new int[count + 1];
        int[] wholes = new int[count + 1];
        var taken = new ArrayList<Canvas.Place>();
        for (int owner = 1; owner <= count; owner++) {
            var garment = garments.get(random.below(garments.size()));
            labels[owner] = garment.label();
            var place = place(extent, taken, random);
            taken.add(place);
            double[] tint = tint(one, other, random);
            wholes[owner] = canvas.draw(Cutout.of(garment.image()), place, owner, tint);
        }
        return new Survey(canvas, settings.height(), settings.width(), labels, wholes).scene();
    }

    /** Any color of a background: dark, as what Fashion-MNIST's garments lie on. */
    private static double[] darkColor(SampleRandom random) {
        return new double[] {
            random.uniform(0, DARK), random.uniform(0, DARK), random.uniform(0, DARK)
        };
    }

    /** A place that no other covers too much, if one is found soon. */
    private Canvas.Place place(double extent, List<Canvas.Place> taken, SampleRandom random) {
        Canvas.Place place = anyPlace(extent, random);
        for (int attempt = 1; attempt < PLACE_ATTEMPTS && isTaken(place, taken); attempt++) {
            place = anyPlace(extent, random);
        }
        return place;
    }

    private boolean isTaken(Canvas.Place place, List<Canvas.Place> taken) {
        return taken.stream().anyMatch(other -> place.overlap(other) > settings.maxOverlap());
    }

    private Canvas.Place anyPlace(double extent, SampleRandom random) {
        double side = random.uniform(settings.minSide(), settings.maxSide()) * extent;
        double degrees = random.uniform(-settings.maxRotation(), settings.maxRotation());
        double margin = MARGIN * side;
        return new Canvas.Place(
                random.uniform(margin, settings.height() - margin),
                random.uniform(margin, settings.width() - margin),
                side,
                StrictMath.toRadians(degrees));
    }

    /** A light color that stands out from two others, if one is found soon. */
    private static double[] tint(double[] one, double[] other, SampleRandom random) {
        double[] tint = {};
        for (int attempt = 0; attempt < TINT_ATTEMPTS; attempt++) {
            tint = lightColor(random);
            if (Math.min(distance(tint, one), distance(tint, other)) >= CLEAR_DISTANCE) {
                break;
            }
        }
        return tint;
    }

    /** Any hue, saturation up to 0.5, value from 0.7 on. */
    private static double[] lightColor(SampleRandom random) {
        double hue = random.uniform(0, 6);
        double saturation = random.uniform(0, 0.5);
        double value = random.uniform(0.7, 1) * 255;
        double[] color = new double[3];
        for (int c = 0; c < 3; c++) {
            // Each channel is full in a third of the circle of hues and absent in another.
            double turned = (hue + 2 * c) % 6;
            double presence = Math.clamp(Math.abs(turned - 3) - 1, 0, 1);
            color[c] = value * (1 - saturation * (1 - presence));
        }
        return color;
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            sum += (a[c] - b[c]) * (a[c] - b[c]);
        }
        return Math.sqrt(sum);
    }
}
