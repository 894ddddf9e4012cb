/**
 * Images, labels and where they come from.
 *
 * <p>A {@link dev.tornadovim.data.Dataset} answers samples by index, such as {@link
 * dev.tornadovim.data.Sample}: an 8-bit {@link dev.tornadovim.data.Image} and its class. Formats of
 * files are in {@code format}, decoders of images in {@code decode}, random transformations in {@code
 * augment}, and what turns all that into batches in {@code load}.
 *
 * <p>Images with a class for each pixel are in {@code dense}, images with boxes and masks of objects in
 * {@code coco}; {@code scenes} makes images that are both.
 *
 * <p>To add a data set, return {@link dev.tornadovim.data.Dataset#of} from a class in {@code format}:
 * reading a sample has to be safe for several threads, and unreadable input is a {@link
 * dev.tornadovim.data.DataException}.
 */
package dev.tornadovim.data;
