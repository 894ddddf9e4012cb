/**
 * Experiment configs: YAML files with inheritance, and overrides from the command line.
 *
 * <p>A config is the sum of its {@code _base_} files, itself and the overrides, in that order; later
 * values win, sections are merged key by key, lists are replaced. What comes out must be exactly
 * the records of {@code schema}: an unknown key, a missing one or a value of another type is refused
 * with one line. The override grammar is a subset of Hydra's (see {@code ConfigOverride}).
 *
 * <p>To add a setting, add a component to its record in {@code schema}, with its meaning and range,
 * and its default with a comment to {@code configs/_base_/default.yaml}. To add a group file, put it
 * into {@code configs/_base_/SECTION/}; {@code SECTION=NAME} then selects it.
 */
package dev.tornadovim.experiments.config;
