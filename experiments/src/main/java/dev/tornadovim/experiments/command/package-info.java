/**
 * The command line: one class a verb.
 *
 * <p>To add a verb, write a {@code Callable<Integer>} with picocli's {@code @Command}, examples in
 * its footer, and list it in {@link dev.tornadovim.experiments.command.VimCommand}. Throw for what
 * goes wrong: {@link dev.tornadovim.experiments.command.ErrorMessages} makes one line of it.
 */
package dev.tornadovim.experiments.command;
