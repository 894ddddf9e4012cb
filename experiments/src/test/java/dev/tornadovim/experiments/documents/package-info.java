/**
 * What the documents of the repository say is held to the code and to the files that figures come from.
 *
 * <p>Convention for figures: a link to a file below {@code experiments/results} says where they are from.
 * In the head of a table it covers its column, whose figures stand in the line of the row's label; in the
 * first cell of a row it covers the row; elsewhere it covers its own text. A title of the link names the
 * line of the file.
 */
package dev.tornadovim.experiments.documents;
