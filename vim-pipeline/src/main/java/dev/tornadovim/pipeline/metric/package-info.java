/**
 * What is measured of a model on data it was not trained on.
 *
 * <p>To add a metric, write a class that counts sample by sample and answers the figure at the end,
 * name the protocol it follows in its comment, and add it to the evaluation of the task it belongs
 * to.
 */
package dev.tornadovim.pipeline.metric;
