/** The CPU engine: loops over all cores, with the Vector API inside. The embedded default. */
package dev.tornadovim.kernels.engine.cpu;
