/**
 * Element-wise nonlinearities. One more: its scalar form for TornadoVM and its vector form with the
 * same constants, each value and derivative in one place.
 */
package dev.tornadovim.kernels.op.activation;
