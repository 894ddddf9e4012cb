/**
 * Transformations of images, random and fixed.
 *
 * <p>An {@link dev.tornadovim.data.augment.ImageTransform} works on 8-bit images before, a {@link
 * dev.tornadovim.data.augment.PixelTransform} on normalized floats after {@link
 * dev.tornadovim.data.augment.Normalize}; {@link dev.tornadovim.data.augment.Mixup} works on whole
 * batches. {@link dev.tornadovim.data.augment.Preprocessing} is the chain of them all.
 *
 * <p>Randomness comes only from the {@link dev.tornadovim.data.augment.SampleRandom} that is handed
 * in, whose key is made of the run's seed, the epoch and the position of the sample. So a sample looks
 * the same whichever thread prepares it and whenever that happens.
 *
 * <p>To add a transformation, implement the matching interface in a new class, draw random numbers
 * only from the given generator, and test it against values computed by the library that it
 * follows.
 */
package dev.tornadovim.data.augment;
