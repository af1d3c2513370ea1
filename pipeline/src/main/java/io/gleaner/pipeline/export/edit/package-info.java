/**
 * What is done to an image between reading its original and writing it into an export. Open {@link
 * io.gleaner.pipeline.export.edit.ImageEdit}.
 */
package io.gleaner.pipeline.export.edit;
