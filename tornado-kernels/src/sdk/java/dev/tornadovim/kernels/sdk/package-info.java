/**
 * What needs the API of an installed TornadoVM SDK: CUDA graphs and cuBLAS. Compiled only where the
 * build finds one; reached only through {@link dev.tornadovim.kernels.engine.tornado.CudaExtras}.
 */
package dev.tornadovim.kernels.sdk;
