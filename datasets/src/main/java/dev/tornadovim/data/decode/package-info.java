/**
 * From the bytes of an image file to pixels.
 *
 * <p>{@link dev.tornadovim.data.decode.ImageDecoder} recognizes the format by its first bytes, never
 * by the name of the file, checks the dimensions before anything is allocated, and hands over to the
 * decoder that is exact for that format. Decoding is strict: what a decoder only warns about is an
 * error here, unless it changes no pixel.
 *
 * <p>To add a format, add its signature to {@link dev.tornadovim.data.decode.ImageFormat}, its case to
 * the decoder, and files of it to the matrix test. {@code PillowMatrixTest} compares any folder of images
 * with Pillow.
 */
package dev.tornadovim.data.decode;
