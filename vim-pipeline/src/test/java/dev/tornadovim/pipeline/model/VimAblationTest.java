package dev.tornadovim.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/**
 * Every combination of direction and class token, with and without the division by two, against
 * {@link ReferenceVim}: logits, loss, and for each parameter the derivative along a random direction.
 */
class VimAblationTest {

    private static final float[] LABELS = {2, 0};
    private static final double STEP = 1e-5;

    static List<VimConfig> combinations() {
        List<VimConfig> all = new ArrayList<>();
        for (DirectionStrategy direction : DirectionStrategy.values()) {
            for (ClassToken classToken : ClassToken.values()) {
                all.add(tiny().direction(direction).classToken(classToken).build());
            }
        }
        all.add(tiny().divideOutput(false).build());
        all.add(tiny().rotary(true).build());
        all.add(tiny().rotary(true).classToken(ClassToken.DOUBLE).build());
        all.add(tiny().rotary(true).direction(DirectionStrategy.LAYER).build());
        all.add(tiny().dState(3).dConv(4).expand(3).dtRank(2).channels(1).build());
        return all;
    }

    /** An oblong image with patches that overlap, so that no two sizes are equal by accident. */
    private static VimConfigBuilder tiny() {
        return VimConfig.builder()
                .image(10, 13)
                .patch(4, 3)
                .dModel(8)
                .depth(4)
                .dState(4)
                .dtRank(3)
                .classes(3);
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void agreesWithTheEquations(VimConfig config) {
        ImageClassifier model = config.allocate();
        GoldenWeights.set(model);
        TestNetwork network = new TestNetwork(model, LABELS, layer -> false);
        GoldenWeights.setImage(network.image());
        float[] images = network.image().toArray();
        TestNetwork.Result result = network.run(2);

        ReferenceVim reference = new ReferenceVim(model);
        double rounding = effectOfRounding(model, images);
        double[] expected = logits(reference, images);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) result.logits()[i]).isCloseTo(expected[i], within(rounding));
        }
        assertThat((double) result.loss()).isCloseTo(loss(reference, images), within(rounding));
        reference
                .weights()
                .forEach(
                        (name, weight) ->
                                checkDerivative(
                                        name,
                                        weight,
                                        result.gradients(),
                                        () -> loss(reference, images)));
    }

    /**
     * How far fp32 may be off: some four times what the logits move in double when every weight is
     * off by up to one unit in the last place. A class token at the border starts near zero and is
     * amplified by the norms, so this differs by a factor of fifty between the combinations.
     */
    private static double effectOfRounding(ImageClassifier model, float[] images) {
        double[] exact = logits(new ReferenceVim(model), images);
        SplittableRandom random = new SplittableRandom(3);
        double largest = 0;
        for (int draw = 0; draw < 8; draw++) {
            ReferenceVim perturbed = new ReferenceVim(model);
            for (double[] weight : perturbed.weights().values()) {
                for (int i = 0; i < weight.length; i++) {
                    weight[i] *= 1 + Math.ulp(1f) * random.nextDouble(-1, 1);
                }
            }
            double[] moved = logits(perturbed, images);
            for (int i = 0; i < moved.length; i++) {
                largest = Math.max(largest, Math.abs(moved[i] - exact[i]));
            }
        }
        return 4 * largest;
    }

    /**
     * The reference's central difference in double has an error of about 1e-9; what remains is the
     * rounding of the fp32 gradient, relative to the norm of its terms.
     */
    private static void checkDerivative(
            String name, double[] weight, Map<String, float[]> gradients, DoubleSupplier loss) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        double[] direction = random.doubles(weight.length, -1, 1).toArray();
        double[] saved = weight.clone();
        double above = at(weight, saved, direction, STEP, loss);
        double below = at(weight, saved, direction, -STEP, loss);
        System.arraycopy(saved, 0, weight, 0, weight.length);

        float[] gradient = gradients.get(name);
        double slope = 0;
        double terms = 0;
        for (int i = 0; i < gradient.length; i++) {
            slope += gradient[i] * direction[i];
            terms += Math.pow(gradient[i], 2);
        }
        assertThat(slope)
                .as(name)
                .isCloseTo((above - below) / (2 * STEP), within(1e-8 + 2e-5 * Math.sqrt(terms)));
    }

    private static double at(
            double[] weight, double[] from, double[] direction, double step, DoubleSupplier loss) {
        for (int i = 0; i < weight.length; i++) {
            weight[i] = from[i] + step * direction[i];
        }
        return loss.getAsDouble();
    }

    private static double[] logits(ReferenceVim reference, float[] images) {
        return DoubleStream.concat(
                        Arrays.stream(reference.logits(images, 0)),
                        Arrays.stream(reference.logits(images, 1)))
                .toArray();
    }

    private static double loss(ReferenceVim reference, float[] images) {
        double sum = 0;
        for (int i = 0; i < LABELS.length; i++) {
            sum += reference.loss(images, i, (int) LABELS[i]);
        }
        return sum / LABELS.length;
    }
}
