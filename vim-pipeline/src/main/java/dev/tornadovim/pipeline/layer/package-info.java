/**
 * Layers with their parameters. A parameter is declared once, beside its use: {@link
 * dev.tornadovim.pipeline.layer.Parameters#add} takes its name in a checkpoint, its shape, whether
 * weight decay acts on it and its {@linkplain dev.tornadovim.pipeline.layer.InitialValue initial
 * value}, and answers what a program uses. To add a layer, copy {@link
 * dev.tornadovim.pipeline.layer.LinearLayer}.
 */
package dev.tornadovim.pipeline.layer;
