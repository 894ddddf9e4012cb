/**
 * The fault campaign: kills, signals, full disks, little memory, foreign locales and damaged files, each
 * against the command line in a process of its own or against every reader. Its tests have the tag
 * {@code slow}: {@code mvn verify} leaves them out, {@code mvn verify -Pslow} runs them, and each
 * prints what it counted.
 *
 * <p>To add a fault, write a class that starts trainings with {@link
 * dev.tornadovim.experiments.faults.VimProcess}; {@link dev.tornadovim.experiments.faults.SmallRun} has
 * one of each task. To add a reader, add a constant to {@link
 * dev.tornadovim.experiments.faults.Reader}.
 */
package dev.tornadovim.experiments.faults;
