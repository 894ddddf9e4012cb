package dev.tornadovim.experiments.profile;

/**
 * One line of a table: an op, a stage, or a family of equal stages. Times and work are those of one
 * step on average.
 *
 * @param name of the op, stage or family
 * @param count runs of an op in a step, or stages of a family
 * @param seconds of steps or kernels
 * @param flops floating-point operations
 * @param bytes that had to move at least
 * @param least seconds that its steps take if each meets the ceiling of arithmetic or memory
 * @param copies seconds of copies between host and device
 * @param idle seconds of the stage in which nothing of it ran: launches, waiting
 * @param compile seconds that compiling its kernels took, once
 */
public record Row(
        String name,
        int count,
        double seconds,
        long flops,
        long bytes,
        double least,
        double copies,
        double idle,
        double compile) {

    /** Both together, under this name. */
    Row plus(Row other) {
        return new Row(
                name,
                count + other.count,
                seconds + other.seconds,
                flops + other.flops,
                bytes + other.bytes,
                least + other.least,
                copies + other.copies,
                idle + other.idle,
                compile + other.compile);
    }

    /** The same under another name. */
    Row named(String other) {
        return new Row(other, count, seconds, flops, bytes, least, copies, idle, compile);
    }

    /** Everything that took time in each step. */
    public double total() {
        return seconds + copies + idle;
    }

    /** 10⁹ floating-point operations a second. */
    public double gflops() {
        return seconds == 0 ? 0 : flops / seconds * 1e-9;
    }

    /** 10⁹ bytes a second. */
    public double gigabytes() {
        return seconds == 0 ? 0 : bytes / seconds * 1e-9;
    }

    /** Share of what the ceilings allow; above 1 where data stays in caches. */
    public double ceilingShare() {
        return seconds == 0 ? 0 : least / seconds;
    }
}
