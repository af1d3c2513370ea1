package io.gleaner.pipeline.story;

import java.util.List;

/**
 * What a search for one image found.
 *
 * @param by how, in words: {@code "id"}, {@code "SHA-256"}
 * @param ids the first of them, by uri
 * @param count how many there are
 */
public record FoundImages(String by, List<String> ids, long count) {
  public FoundImages {
    ids = List.copyOf(ids);
  }
}
