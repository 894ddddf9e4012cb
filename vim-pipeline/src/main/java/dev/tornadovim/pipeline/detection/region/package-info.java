/**
 * What lies between the layers of the detector and runs on the host: which boxes go into the next
 * head, and in training, what each head should have said of them. Every set has a fixed capacity;
 * places that are not used have level -1, label -1 and weight 0.
 */
package dev.tornadovim.pipeline.detection.region;
