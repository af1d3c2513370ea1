/** Pretrained networks through DJL's PyTorch engine, with no Python and no download. */
package io.gleaner.pipeline.encoder;
