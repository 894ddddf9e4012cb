/** Linear layers: the projections, the classifier, and their gradients. */
package dev.tornadovim.kernels.op.linear;
