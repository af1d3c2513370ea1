/** The files of a published checkpoint's folder, beside its weights. */
package io.gleaner.pipeline.encoder.checkpoint;
