/**
 * One folder an op, each with the same four siblings: {@code X} (the op: shapes, steps, gradient,
 * cost), {@code XReference} (plain loops in double, the oracle of the tests), {@code XCpu} (Vector
 * API) and {@code XKernels} (TornadoVM).
 */
package dev.tornadovim.kernels.op;
