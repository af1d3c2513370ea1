/**
 * What may happen to an image's bytes on their way out of a run: metadata are taken out without
 * touching a pixel, or the picture is turned upright, made smaller and encoded anew. Open {@link
 * io.gleaner.pipeline.export.edit.ImageEdit} first.
 */
package io.gleaner.pipeline.export.edit;
