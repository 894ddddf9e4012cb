/**
 * Models and what is done with them: training, evaluation, metrics, checkpoints, inference. Built on
 * the kernels and the data sets; knows nothing of command lines or run folders.
 */
package dev.tornadovim.pipeline;
