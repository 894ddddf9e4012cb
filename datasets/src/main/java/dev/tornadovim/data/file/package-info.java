/**
 * Files: reading them with errors that name the file, and writing them so that they appear complete or
 * not at all.
 */
package dev.tornadovim.data.file;
