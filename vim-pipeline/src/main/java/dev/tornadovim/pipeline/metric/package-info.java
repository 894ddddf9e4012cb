/**
 * Metrics of a model on data it was not trained on.
 *
 * <p>To add a metric, write a class that counts sample by sample and returns the result at the end,
 * name the protocol it follows in its comment, and add it to the evaluation of its task.
 */
package dev.tornadovim.pipeline.metric;
