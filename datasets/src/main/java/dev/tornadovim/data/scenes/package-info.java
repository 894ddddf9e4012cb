/**
 * Made-up scenes of garments, for segmentation and detection without a download.
 *
 * <p>{@link dev.tornadovim.data.scenes.Scenes} composes them, {@link
 * dev.tornadovim.data.scenes.SceneWriter} writes them in the layouts of ADE20K and COCO, so that the
 * readers of real data read them. A scene depends on its settings, its split and its number only.
 *
 * <p>To add a background, add a constant to {@code Texture}. That, like any change of what a scene
 * looks like, asks for a new number in {@code SceneRecord.GENERATION}, by which written scenes of
 * before are told from those of now.
 */
package dev.tornadovim.data.scenes;
