package io.gleaner.pipeline.story;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a run did with one image.
 *
 * @param id of the image; of a rejected input the id that it would have had
 * @param row its row of {@code images/} without vectors, or of {@code rejected/}, in the order of
 *     the columns, absent values as null; empty where the run has tables of decisions only
 * @param chain why, from this image to the end: each sentence is about this image or about one that
 *     a sentence before has named
 */
public record Story(String id, Map<String, Object> row, Fate fate, List<Sentence> chain) {
  public Story {
    row = Collections.unmodifiableMap(new LinkedHashMap<>(row));
    chain = List.copyOf(chain);
  }

  /** Returns the uri, or the id where the run has no table that tells it. */
  public String uri() {
    Object uri = row.get("uri");
    return uri == null ? id : uri.toString();
  }

  /**
   * Returns the chain as plain sentences, unescaped.
   *
   * @param names what an image is called, by its id
   */
  public List<String> sentences(UnaryOperator<String> names) {
    return chain.stream().map(sentence -> sentence.text(id, names)).toList();
  }
}
