/**
 * Where the time of a step goes: the programs of an experiment run under observation, tables by stage
 * and op, a timeline for Perfetto, and all of it as JSON.
 *
 * <p>To report one more figure, compute it in {@link dev.tornadovim.experiments.profile.Row} or {@link
 * dev.tornadovim.experiments.profile.EngineProfile} and print it in {@link
 * dev.tornadovim.experiments.profile.ProfileTable}; the JSON has it then by itself.
 */
package dev.tornadovim.experiments.profile;
