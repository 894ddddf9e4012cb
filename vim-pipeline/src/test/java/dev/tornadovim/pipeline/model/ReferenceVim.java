package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.tensor.Tensor;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Vim in double for one image, straight from the equations of hustvl/Vim: reverse directions flip
 * their sequences, no layout is shared with the network under test. Sequences are [token][channel].
 */
public final class ReferenceVim {

    private final VimConfig config;
    private final Map<String, double[]> weights = new LinkedHashMap<>();

    /** The weights as they are now. */
    public ReferenceVim(ImageClassifier model) {
        this.config = (VimConfig) model.config();
        for (Map.Entry<String, Tensor> e : model.parameters().entrySet()) {
            float[] values = e.getValue().toArray();
            double[] copy = new double[values.length];
            for (int i = 0; i < copy.length; i++) {
                copy[i] = values[i];
            }
            weights.put(e.getKey(), copy);
        }
    }

    /** The weights, which may be changed. */
    Map<String, double[]> weights() {
        return weights;
    }

    /** Cross-entropy of one image [channels, height, width], given as a slice of a batch. */
    double loss(float[] images, int index, int label) {
        double[] logits = logits(images, index);
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit);
        }
        return Math.log(sum) - logits[label];
    }

    /** Logits of one image of a batch. */
    public double[] logits(float[] images, int index) {
        return classify(norm(features(images, index, config.depth() - 1), "norm_f.weight"));
    }

    /**
     * The features after a layer as {@code VisionMambaSeg.forward_features} collects them: the next
     * layer's residual stream, or after the last layer {@code hidden_states + residual}.
     */
    double[][] features(float[] images, int index, int after) {
        double[][] hidden = embed(images, index * imageSize());
        double[][] residual = null;
        boolean pairs = config.direction() == DirectionStrategy.LAYER;
        for (int i = 0; i < config.depth(); i += pairs ? 2 : 1) {
            if (config.rotary()) {
                hidden = turned(hidden);
                residual = residual == null ? null : turned(residual);
            }
            double[][] sum = residual == null ? hidden : add(residual, hidden, 1);
            if (i == after + 1) {
                return sum;
            }
            double[][] out = mixer("layers." + i + ".", norm(sum, "layers." + i + ".norm.weight"));
            if (pairs) {
                String next = "layers." + (i + 1) + ".";
                double[][] flipped = norm(flip(sum), next + "norm.weight");
                out = add(out, flip(mixer(next, flipped)), 1);
                sum = add(sum, sum, 1);
            }
            hidden = out;
            residual = sum;
        }
        return add(residual, hidden, 1);
    }

    /** Rotary embedding of the patches; class tokens stay. */
    private double[][] turned(double[][] x) {
        int quarter = config.dModel() / 4;
        double[][] y = new double[x.length][];
        int patch = 0;
        for (int t = 0; t < x.length; t++) {
            y[t] = x[t].clone();
            int token = t;
            if (Arrays.stream(config.classTokenPositions()).anyMatch(c -> c == token)) {
                continue;
            }
            double row = 14.0 * (patch / config.gridWidth()) / config.gridHeight();
            double column = 14.0 * (patch % config.gridWidth()) / config.gridWidth();
            patch++;
            for (int pair = 0; pair < 2 * quarter; pair++) {
                double place = pair < quarter ? row : column;
                double angle = place / Math.pow(10000, (double) (pair % quarter) / quarter);
                double a = x[t][2 * pair];
                double b = x[t][2 * pair + 1];
                y[t][2 * pair] = a * Math.cos(angle) - b * Math.sin(angle);
                y[t][2 * pair + 1] = b * Math.cos(angle) + a * Math.sin(angle);
            }
        }
        return y;
    }

    private double[] classify(double[][] out) {
        int patches = config.patches();
        double[][] logits = linear(out, "head.weight");
        int classes = config.classes();
        double[] result = new double[classes];
        for (int c = 0; c < classes; c++) {
            double mean = 0;
            double max = Double.NEGATIVE_INFINITY;
            for (double[] token : logits) {
                mean += token[c] / logits.length;
                max = Math.max(max, token[c]);
            }
            // The classifier is linear, so the order of mean and classifier does not matter.
            result[c] =
                    weights.get("head.bias")[c]
                            + switch (config.classToken()) {
                                case MIDDLE -> logits[patches / 2][c];
                                case HEAD -> logits[0][c];
                                case DOUBLE -> (logits[0][c] + logits[patches + 1][c]) / 2;
                                case MEAN -> mean;
                                case MAX -> max;
                            };
        }
        return result;
    }

    private int imageSize() {
        return config.channels() * config.imageHeight() * config.imageWidth();
    }

    private double[][] embed(float[] images, int start) {
        int d = config.dModel();
        int k = config.patchSize();
        double[] weight = weights.get("patch_embed.proj.weight");
        double[][] patches = new double[config.patches()][d];
        for (int p = 0; p < patches.length; p++) {
            int top = p / config.gridWidth() * config.stride();
            int left = p % config.gridWidth() * config.stride();
            for (int o = 0; o < d; o++) {
                double sum = weights.get("patch_embed.proj.bias")[o];
                for (int c = 0; c < config.channels(); c++) {
                    for (int y = 0; y < k; y++) {
                        for (int x = 0; x < k; x++) {
                            int row = c * config.imageHeight() + top + y;
                            double pixel = images[start + row * config.imageWidth() + left + x];
                            sum += weight[((o * config.channels() + c) * k + y) * k + x] * pixel;
                        }
                    }
                }
                patches[p][o] = sum;
            }
        }
        return withClassTokens(patches);
    }

    private double[][] withClassTokens(double[][] patches) {
        int m = patches.length;
        double[][] tokens = new double[config.tokens()][config.dModel()];
        for (int t = 0; t < tokens.length; t++) {
            double[] row =
                    switch (config.classToken()) {
                        case MEAN, MAX -> patches[t];
                        case HEAD -> t == 0 ? weights.get("cls_token") : patches[t - 1];
                        case MIDDLE ->
                                t == m / 2
                                        ? weights.get("cls_token")
                                        : patches[t < m / 2 ? t : t - 1];
                        case DOUBLE ->
                                t == 0
                                        ? weights.get("cls_token_head")
                                        : t == m + 1
                                                ? weights.get("cls_token_tail")
                                                : patches[t - 1];
                    };
            for (int c = 0; c < config.dModel(); c++) {
                tokens[t][c] = row[c] + weights.get("pos_embed")[t * config.dModel() + c];
            }
        }
        return tokens;
    }

    private double[][] mixer(String layer, double[][] h) {
        String p = layer + "mixer.";
        int e = config.dInner();
        double[][] xz = linear(h, p + "in_proj.weight");
        double[][] x = columns(xz, 0, e);
        double[][] z = columns(xz, e, 2 * e);
        double[][] y =
                switch (config.direction()) {
                    case NONE, LAYER -> scan(projected(x, p, ""), z, p, "", "");
                    case SSM -> {
                        double[][][] in = projected(x, p, "");
                        double[][][] flipped = new double[in.length][][];
                        for (int i = 0; i < in.length; i++) {
                            flipped[i] = flip(in[i]);
                        }
                        double[][] reverse = scan(flipped, flip(z), p, "_b", "");
                        yield add(scan(in, z, p, "", ""), flip(reverse), 1);
                    }
                    case SSM_CONV -> {
                        double[][] forward = scan(projected(x, p, ""), z, p, "", "");
                        double[][] reverse =
                                scan(projected(flip(x), p, "_b"), flip(z), p, "_b", "_b");
                        yield add(forward, flip(reverse), config.divideOutput() ? 0.5 : 1);
                    }
                };
        return linear(y, p + "out_proj.weight");
    }

    /** u, raw step sizes, B and C. */
    private double[][][] projected(double[][] x, String p, String mark) {
        int r = config.dtRankValue();
        int n = config.dState();
        double[][] u = convolution(x, p + "conv1d" + mark);
        double[][] all = linear(u, p + "x_proj" + mark + ".weight");
        double[][] delta = linear(columns(all, 0, r), p + "dt_proj" + mark + ".weight");
        return new double[][][] {u, delta, columns(all, r, r + n), columns(all, r + n, r + 2 * n)};
    }

    private double[][] convolution(double[][] x, String name) {
        int taps = config.dConv();
        double[] weight = weights.get(name + ".weight");
        double[][] u = new double[x.length][config.dInner()];
        for (int t = 0; t < x.length; t++) {
            for (int c = 0; c < config.dInner(); c++) {
                double sum = weights.get(name + ".bias")[c];
                for (int k = 0; k < taps; k++) {
                    int source = t - taps + 1 + k;
                    sum += source < 0 ? 0 : weight[c * taps + k] * x[source][c];
                }
                u[t][c] = silu(sum);
            }
        }
        return u;
    }

    private double[][] scan(
            double[][][] in, double[][] z, String p, String stateMark, String mark) {
        double[][] u = in[0];
        int states = config.dState();
        double[] aLog = weights.get(p + "A" + stateMark + "_log");
        double[] skip = weights.get(p + "D" + mark);
        double[] bias = weights.get(p + "dt_proj" + mark + ".bias");
        double[][] y = new double[u.length][config.dInner()];
        for (int c = 0; c < config.dInner(); c++) {
            double[] h = new double[states];
            for (int t = 0; t < u.length; t++) {
                double step = Math.log1p(Math.exp(in[1][t][c] + bias[c]));
                double sum = skip[c] * u[t][c];
                for (int n = 0; n < states; n++) {
                    double a = -Math.exp(aLog[c * states + n]);
                    h[n] = Math.exp(step * a) * h[n] + step * in[2][t][n] * u[t][c];
                    sum += h[n] * in[3][t][n];
                }
                y[t][c] = sum * silu(z[t][c]);
            }
        }
        return y;
    }

    private double[][] norm(double[][] x, String name) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double squares = 0;
            for (double v : x[t]) {
                squares += v * v;
            }
            double scale = 1 / Math.sqrt(squares / x[t].length + config.rmsEps());
            y[t] = new double[x[t].length];
            for (int c = 0; c < y[t].length; c++) {
                y[t][c] = weights.get(name)[c] * x[t][c] * scale;
            }
        }
        return y;
    }

    private double[][] linear(double[][] x, String name) {
        double[] weight = weights.get(name);
        int in = x[0].length;
        double[][] y = new double[x.length][weight.length / in];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < y[t].length; o++) {
                for (int i = 0; i < in; i++) {
                    y[t][o] += weight[o * in + i] * x[t][i];
                }
            }
        }
        return y;
    }

    private static double[][] columns(double[][] x, int from, int to) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            y[t] = Arrays.copyOfRange(x[t], from, to);
        }
        return y;
    }

    private static double[][] flip(double[][] x) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            y[t] = x[x.length - 1 - t];
        }
        return y;
    }

    private static double[][] add(double[][] a, double[][] b, double scale) {
        double[][] y = new double[a.length][a[0].length];
        for (int t = 0; t < a.length; t++) {
            for (int c = 0; c < a[t].length; c++) {
                y[t][c] = scale * (a[t][c] + b[t][c]);
            }
        }
        return y;
    }

    private static double silu(double v) {
        return v / (1 + Math.exp(-v));
    }
}
