/**
 * What the command {@code doctor} finds on a machine.
 *
 * <p>To report one more thing, add a line to {@link dev.tornadovim.experiments.doctor.Doctor}.
 */
package dev.tornadovim.experiments.doctor;
