/**
 * Images, labels and where they come from.
 *
 * <p>A {@link dev.tornadovim.data.Dataset} answers {@link dev.tornadovim.data.Sample}s by index: an
 * 8-bit {@link dev.tornadovim.data.Image} and its class. The formats that implement it are in
 * {@code format}, the decoders of image files in {@code decode}, random transformations in {@code
 * augment}, and what turns all that into batches in {@code load}.
 *
 * <p>Images with a class for each pixel are in {@code dense}, images with boxes and masks of objects in
 * {@code coco}; {@code scenes} makes images that are both.
 *
 * <p>To add a data set, implement {@link dev.tornadovim.data.Dataset} in {@code format}: {@code get}
 * has to be safe for several threads, and unreadable input is a {@link
 * dev.tornadovim.data.DataException}.
 */
package dev.tornadovim.data;
