/**
 * The layers of the detector behind the backbone: pyramid, proposal head, box heads, mask head, each
 * with the declaration of its parameters under Detectron2's names. What lies between them on the host
 * is in {@code pipeline.detection.region}.
 */
package dev.tornadovim.pipeline.detection.network;
