/** How programs are run: the contract that both engines keep. */
package dev.tornadovim.kernels.engine;
