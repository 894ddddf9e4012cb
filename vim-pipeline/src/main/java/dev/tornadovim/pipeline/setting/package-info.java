/** Checks of settings, for records of the library and of configs alike. */
package dev.tornadovim.pipeline.setting;
