/** Reads what authors publish: configuration, preprocessing, weights. */
package io.gleaner.pipeline.encoder.checkpoint;
