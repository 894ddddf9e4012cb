package dev.tornadovim.data.augment;

/**
 * Random numbers that depend on a key and on nothing else.
 *
 * <p>A SplitMix64 generator (Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014) whose initial state is a hash of the key: {@code state = 0}, then for
 * each part {@code state = mix(state + part + γ)}. The n-th number is {@code mix(state + n·γ)}, n
 * from 1. The derived distributions below are written out here, so that they do not change with the
 * JDK.
 */
public final class SampleRandom {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    /** What numbers are used for; each purpose has its own sequence. */
    public enum Purpose {
        /** Order of the samples in an epoch. */
        ORDER,
        /** Augmentation of one sample. */
        SAMPLE,
        /** Mixing of one batch. */
        BATCH,
        /** Composition of one made-up scene. */
        SCENE
    }

    private SampleRandom(long state) {
        this.state = state;
    }

    /**
     * A generator for one thing of one epoch.
     *
     * @param seed of the run
     * @param index of the thing: position of a sample or of a batch in its epoch
     */
    public static SampleRandom of(long seed, Purpose purpose, long epoch, long index) {
        long state = 0;
        for (long part : new long[] {seed, purpose.ordinal(), epoch, index}) {
            state = mix(state + part + GAMMA);
        }
        return new SampleRandom(state);
    }

    /** A generator for transformations that draw nothing. */
    public static SampleRandom unused() {
        return of(0, Purpose.SAMPLE, 0, 0);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** 64 random bits. */
    public long bits() {
        state += GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1), a multiple of 2^-53. */
    public double uniform() {
        return (bits() >>> 11) * 0x1p-53;
    }

    /** Uniform between two numbers. */
    public double uniform(double low, double high) {
        return low + (high - low) * uniform();
    }

    /** Between two positive numbers, with a uniform logarithm. */
    double logUniform(double low, double high) {
        return StrictMath.exp(uniform(StrictMath.log(low), StrictMath.log(high)));
    }

    /** Uniform integer from 0 to {@code bound - 1}: the high word of {@code bits · bound}. */
    public int below(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be positive, not " + bound);
        }
        return (int) Math.unsignedMultiplyHigh(bits(), bound);
    }

    /** True with a probability. */
    public boolean chance(double probability) {
        return uniform() < probability;
    }

    /** Standard normal, by the cosine branch of Box and Muller's method. */
    public double gaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
        return radius * StrictMath.cos(2 * Math.PI * uniform());
    }

    /**
     * Beta(α, α): Jöhnk's method up to α = 1, two Gamma variates by the method of Marsaglia and Tsang
     * (ACM TOMS 26, 2000) above.
     */
    public double beta(double alpha) {
        if (!(alpha > 0)) {
            throw new IllegalArgumentException("alpha must be positive, not " + alpha);
        }
        if (alpha > 1) {
            double x = gamma(alpha);
            return x / (x + gamma(alpha));
        }
        while (true) {
            // Logarithms, because u^(1/α) underflows for small α.
            double logX = StrictMath.log(1 - uniform()) / alpha;
            double logY = StrictMath.log(1 - uniform()) / alpha;
            double max = Math.max(logX, logY);
            double logSum =
                    max + StrictMath.log(StrictMath.exp(logX - max) + StrictMath.exp(logY - max));
            if (logSum <= 0) {
                return StrictMath.exp(logX - logSum);
            }
        }
    }

    private double gamma(double shape) {
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = gaussian();
            double v = 1 + c * x;
            v = v * v * v;
            if (v > 0
                    && StrictMath.log(1 - uniform())
                            < 0.5 * x * x + d * (1 - v + StrictMath.log(v))) {
                return d * v;
            }
        }
    }

    /** A random order of 0 … n−1 (Fisher and Yates, from the end). */
    public int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        for (int i = n - 1; i > 0; i--) {
            int j = below(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return order;
    }
}
