package io.gleaner.pipeline.origin;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * A network of a run.
 *
 * @param role {@code semantic}: for clustering and retrieval; {@code copy}: for deduplication
 * @param model where it was read from
 * @param digest of everything that decides the embedding of given pixels but the device
 * @param dimension components of an embedding
 */
@JsonPropertyOrder({"role", "model", "digest", "dimension"})
public record EncoderOrigin(String role, String model, String digest, int dimension) {
  public static final String SEMANTIC = "semantic";
  public static final String COPY = "copy";
}
