package dev.tornadovim.data.augment;

import java.util.Arrays;

/**
 * Mixup (Zhang et al., arXiv:1710.09412), CutMix (Yun et al., arXiv:1905.04899) and soft targets
 * with label smoothing, as {@code Mixup} of timm 0.4.12 in its mode "batch": one λ for the whole
 * batch, and image i is mixed with image {@code batch − 1 − i}.
 *
 * @param mixupAlpha of Beta(α, α) for mixup; 0 switches mixup off
 * @param cutmixAlpha of Beta(α, α) for CutMix; 0 switches CutMix off
 * @param probability of mixing a batch at all
 * @param switchProbability of CutMix where both are on
 * @param smoothing share of every target that is spread evenly over all classes
 */
public record Mixup(
        double mixupAlpha,
        double cutmixAlpha,
        double probability,
        double switchProbability,
        double smoothing) {

    /** Checks the ranges. */
    public Mixup {
        if (!(mixupAlpha >= 0 && cutmixAlpha >= 0)) {
            throw new IllegalArgumentException(
                    "alphas must be 0 or more: mixup %s, cutmix %s"
                            .formatted(mixupAlpha, cutmixAlpha));
        }
        requireShare("probability", probability);
        requireShare("switchProbability", switchProbability);
        requireShare("smoothing", smoothing);
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be from 0 to 1, not " + value);
        }
    }

    /** Only soft targets: no mixing. */
    public static Mixup none(double smoothing) {
        return new Mixup(0, 0, 0, 0, smoothing);
    }

    /**
     * Mixes a batch in place and writes its targets.
     *
     * @param images {@code [batch, channels, height, width]}
     * @param labels {@code [batch]}, each at least 0
     * @param targets receives {@code [batch, classes]}; each row sums to one
     */
    public void apply(
            float[] images,
            int channels,
            int height,
            int width,
            int[] labels,
            float[] targets,
            int classes,
            SampleRandom random) {
        double lambda = 1;
        if ((mixupAlpha > 0 || cutmixAlpha > 0) && random.chance(probability)) {
            boolean cut = cutmixAlpha > 0 && (mixupAlpha == 0 || random.chance(switchProbability));
            lambda = random.beta(cut ? cutmixAlpha : mixupAlpha);
            if (cut) {
                lambda = cut(images, labels.length, channels, height, width, lambda, random);
            } else {
                blend(images, labels.length, channels * height * width, (float) lambda);
            }
        }
        writeTargets(labels, targets, classes, (float) lambda);
    }

    /** Replaces each image by {@code λ · image + (1 − λ) · partner}, a pair at a time. */
    static void blend(float[] images, int batch, int size, float lambda) {
        for (int i = 0; i < (batch + 1) / 2; i++) {
            int a = i * size;
            int b = (batch - 1 - i) * size;
            for (int k = 0; k < size; k++) {
                float x = images[a + k];
                float y = images[b + k];
                images[a + k] = lambda * x + (1 - lambda) * y;
                images[b + k] = lambda * y + (1 - lambda) * x;
            }
        }
    }

    /**
     * Swaps one box between the images of each pair. The box has the share 1 − λ of the image before
     * the border clips it.
     *
     * @return λ corrected to the area that was really kept
     */
    private static double cut(
            float[] images,
            int batch,
            int channels,
            int height,
            int width,
            double lambda,
            SampleRandom random) {
        double ratio = Math.sqrt(1 - lambda);
        int halfHeight = (int) (height * ratio) / 2;
        int halfWidth = (int) (width * ratio) / 2;
        int y = random.below(height);
        int x = random.below(width);
        int top = Math.max(0, y - halfHeight);
        int bottom = Math.min(height, y + halfHeight);
        int left = Math.max(0, x - halfWidth);
        int right = Math.min(width, x + halfWidth);
        int size = channels * height * width;
        for (int i = 0; i < batch / 2; i++) {
            for (int c = 0; c < channels; c++) {
                for (int row = top; row < bottom; row++) {
                    int place = (c * height + row) * width;
                    int partner = (batch - 1 - i) * size + place;
                    swap(images, i * size + place + left, partner + left, right - left);
                }
            }
        }
        return 1 - (bottom - top) * (right - left) / (double) (height * width);
    }

    private static void swap(float[] values, int a, int b, int length) {
        for (int k = 0; k < length; k++) {
            float value = values[a + k];
            values[a + k] = values[b + k];
            values[b + k] = value;
        }
    }

    private void writeTargets(int[] labels, float[] targets, int classes, float lambda) {
        float off = (float) (smoothing / classes);
        float on = (float) (1 - smoothing + smoothing / classes);
        Arrays.fill(targets, 0, labels.length * classes, off);
        for (int i = 0; i < labels.length; i++) {
            int partner = labels[labels.length - 1 - i];
            int row = i * classes;
            if (partner == labels[i]) {
                targets[row + partner] = on;
            } else {
                targets[row + labels[i]] = on * lambda + off * (1 - lambda);
                targets[row + partner] = off * lambda + on * (1 - lambda);
            }
        }
    }
}
