/**
 * One folder per op: {@code X} (the op: shapes, steps, gradient, cost), {@code XCpu} (Vector API) and
 * {@code XKernels} (TornadoVM). In the same package of the test tree is {@code XReference}: plain
 * loops in double, the oracle of the tests.
 */
package dev.tornadovim.kernels.op;
