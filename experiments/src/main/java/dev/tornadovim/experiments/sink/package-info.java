/**
 * Where the figures of a training go: {@code metrics.jsonl}, {@code epochs.csv}, the confusion
 * matrix, TensorBoard, and the console. Each is a {@link
 * dev.tornadovim.pipeline.train.listener.TrainingListener}.
 *
 * <p>A resumed training goes on in the same files: rows behind the checkpoint it starts from are
 * dropped, so the files read as if nothing had happened.
 *
 * <p>To add one, write a listener and add it to {@code RunListeners}.
 */
package dev.tornadovim.experiments.sink;
