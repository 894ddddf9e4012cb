package dev.tornadovim.data.scenes;

import dev.tornadovim.data.augment.SampleRandom;

/** Kinds of backgrounds, each a random weight between two colors at every point. */
enum Texture {
    /** From one color to the other along a line. */
    GRADIENT {
        @Override
        Pattern draw(int height, int width, SampleRandom random) {
            double extent = Math.min(height, width);
            var direction = Direction.draw(random);
            double start = random.uniform(-0.3, 0.3) * extent;
            double length = random.uniform(0.5, 1.5) * extent;
            return (y, x) -> (direction.along(y, x) - start) / length;
        }
    },
    /** Parallel stripes with soft edges. */
    STRIPES {
        @Override
        Pattern draw(int height, int width, SampleRandom random) {
            var wave = Wave.draw(Math.min(height, width), random);
            return (y, x) -> 0.5 + 0.5 * wave.at(y, x);
        }
    },
    /** Two sets of stripes at right angles: squares that alternate. */
    CHECKS {
        @Override
        Pattern draw(int height, int width, SampleRandom random) {
            var one = Wave.draw(Math.min(height, width), random);
            var other = one.crossed();
            return (y, x) -> 0.5 + 0.5 * one.at(y, x) * other.at(y, x);
        }
    },
    /** Clouds: three octaves of value noise. */
    NOISE {
        @Override
        Pattern draw(int height, int width, SampleRandom random) {
            double cell = random.uniform(0.08, 0.35) * Math.min(height, width);
            var noise = ValueNoise.draw(height, width, cell, random);
            return (y, x) -> 0.5 + 1.5 * (noise.at(y, x) - 0.5);
        }
    };

    /** A weight at each point; what is outside of 0 to 1 counts as the nearer of the two. */
    interface Pattern {
        double at(double y, double x);
    }

    /**
     * Draws one of its kind.
     *
     * @param height of the scene, in pixels
     * @param width of the scene, in pixels; the shorter edge scales the pattern
     */
    abstract Pattern draw(int height, int width, SampleRandom random);

    /** A unit vector. */
    private record Direction(double dy, double dx) {
        static Direction draw(SampleRandom random) {
            double angle = random.uniform(0, 2 * Math.PI);
            return new Direction(StrictMath.sin(angle), StrictMath.cos(angle));
        }

        double along(double y, double x) {
            return dy * y + dx * x;
        }
    }

    /** A wave between −1 and 1, of straight flanks with flat tops. */
    private record Wave(Direction direction, double period, double phase, double sharpness) {
        static Wave draw(double extent, SampleRandom random) {
            return new Wave(
                    Direction.draw(random),
                    random.uniform(0.06, 0.3) * extent,
                    random.uniform(),
                    random.uniform(1, 5));
        }

        Wave crossed() {
            var across = new Direction(-direction.dx(), direction.dy());
            return new Wave(across, period, phase, sharpness);
        }

        double at(double y, double x) {
            double turns = direction.along(y, x) / period + phase;
            double part = turns - Math.floor(turns);
            return Math.clamp(sharpness * (4 * Math.abs(part - 0.5) - 1), -1, 1);
        }
    }

    /**
     * Random values on a grid, smoothly joined, and on two finer grids the same with less weight.
     *
     * @param octaves the grids, each of half the cell of the one before
     */
    private record ValueNoise(Grid... octaves) {
        static ValueNoise draw(int height, int width, double cell, SampleRandom random) {
            return new ValueNoise(
                    Grid.draw(height, width, cell, random),
                    Grid.draw(height, width, cell / 2, random),
                    Grid.draw(height, width, cell / 4, random));
        }

        double at(double y, double x) {
            double sum = 0;
            double weight = 1;
            double weights = 0;
            for (var grid : octaves) {
                sum += weight * grid.at(y, x);
                weights += weight;
                weight /= 2;
            }
            return sum / weights;
        }
    }

    /**
     * Values between 0 and 1 on the corners of square cells.
     *
     * @param cell side of a cell, in pixels
     * @param columns number of corners in a row
     */
    private record Grid(double cell, int columns, double[] values) {
        static Grid draw(int height, int width, double cell, SampleRandom random) {
            int rows = (int) Math.ceil(height / cell) + 1;
            int columns = (int) Math.ceil(width / cell) + 1;
            double[] values = new double[rows * columns];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.uniform();
            }
            return new Grid(cell, columns, values);
        }

        double at(double y, double x) {
            int row = (int) (y / cell);
            int column = (int) (x / cell);
            double v = ease(y / cell - row);
            double u = ease(x / cell - column);
            int corner = row * columns + column;
            double above = (1 - u) * values[corner] + u * values[corner + 1];
            double below = (1 - u) * values[corner + columns] + u * values[corner + columns + 1];
            return (1 - v) * above + v * below;
        }

        private static double ease(double t) {
            return t * t * (3 - 2 * t);
        }
    }
}
