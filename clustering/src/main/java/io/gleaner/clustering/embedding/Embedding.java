package io.gleaner.clustering.embedding;

import java.util.Arrays;
import java.util.Objects;

/**
 * What an encoder says of one image.
 *
 * @param id the image's stable identity, not empty
 * @param vector [dimension] float32; not copied: whoever hands it over stops writing to it
 */
public record Embedding(String id, float[] vector) {
  public Embedding {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(vector, "vector");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Embedding that
        && id.equals(that.id)
        && Arrays.equals(vector, that.vector);
  }

  @Override
  public int hashCode() {
    return 31 * id.hashCode() + Arrays.hashCode(vector);
  }
}
