/** Chooses the engine that suits the machine: TornadoVM on a GPU, otherwise the CPU engine. */
package dev.tornadovim.kernels.engine.auto;
