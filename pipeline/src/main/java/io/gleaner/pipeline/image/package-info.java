/** From bytes to an encoder's pixels: decode, check the limits, resample as Pillow does. */
package io.gleaner.pipeline.image;
