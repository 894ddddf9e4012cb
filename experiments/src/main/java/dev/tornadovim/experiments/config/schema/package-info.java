/**
 * The settings of an experiment as records, one a section of the YAML file.
 *
 * <p>A component's name is its key. The section {@code model} is the library's own record. Constructors
 * refuse values out of range, with one line that names the component, the value and what was expected;
 * the reader puts the section's name before it. Defaults are not here but in {@code
 * configs/_base_/default.yaml}, where each has its comment: what a run used is then always in a file.
 *
 * <p>To add a setting, add a component here and its default there. A component may be a number, a
 * boolean, a text, an enum, a list of those, an {@code Optional} of those, or another record.
 */
package dev.tornadovim.experiments.config.schema;
