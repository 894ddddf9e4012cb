/**
 * One folder per op: {@code X} (a record of its operands: shapes, steps, gradient, cost), {@code
 * XKernels} (TornadoVM) and {@code XCpu} (Vector API). The build generates {@code XLaunch} from the
 * signatures of the kernels. In the same package of the test tree is {@code XReference}: plain loops
 * in double, the oracle of the tests. CPU loops that several ops share are in {@code reduce} and
 * {@code gather}; functions of one value go through {@code elementwise}.
 */
package dev.tornadovim.kernels.op;
