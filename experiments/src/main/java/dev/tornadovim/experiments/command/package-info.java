/**
 * The command line: one class per command.
 *
 * <p>To add a command, write a {@code Callable<Integer>} with picocli's {@code @Command}, examples
 * in its footer, and list it in {@link dev.tornadovim.experiments.command.VimCommand}. Throw an
 * exception for every failure: {@link dev.tornadovim.experiments.command.ErrorMessages} turns it
 * into one line.
 */
package dev.tornadovim.experiments.command;
