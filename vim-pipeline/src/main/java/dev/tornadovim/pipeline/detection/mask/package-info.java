/**
 * Instance masks on the host: from masks of whole images to the small squares that the mask head
 * learns, and from its squares back into images.
 */
package dev.tornadovim.pipeline.detection.mask;
