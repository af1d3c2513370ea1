package io.gleaner.pipeline.encoder;

import java.util.List;

/**
 * A network as text and names: what a checkpoint's configuration becomes before any weight is read.
 *
 * @param source TorchScript text of the class {@code Network}, with a {@code forward} of pixels
 *     [images, 3, height, width] to embeddings [images, dimension]
 * @param parameters every tensor that the text reads
 * @param dimension components of an embedding
 */
record Architecture(String source, List<Parameter> parameters, int dimension) {
  /**
   * One tensor that the text reads.
   *
   * @param name in the text
   * @param stored in the checkpoint, perhaps after a family's prefix
   * @param shape that the configuration asks for
   */
  record Parameter(String name, String stored, List<Long> shape) {}
}
