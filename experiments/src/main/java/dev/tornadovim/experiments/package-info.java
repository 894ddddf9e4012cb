/**
 * How the product is used every day: configs, the command line, runs and what they leave behind.
 *
 * <p>{@code config} reads the YAML files in {@code experiments/configs}, {@code run} keeps a run's
 * folder, {@code sink} writes a training's figures to files and to the console, and {@code command}
 * has one class a verb of the command line; {@code sweep} runs many runs at once, and {@code estimate}
 * says what one will take.
 *
 * <p>To add an experiment, copy a file in {@code experiments/configs}, change what differs, and fill
 * in its header comment; a test loads every one of them. To add a verb, write a picocli class in
 * {@code command} and list it in {@code VimCommand}.
 */
package dev.tornadovim.experiments;
