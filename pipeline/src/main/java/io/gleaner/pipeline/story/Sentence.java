package io.gleaner.pipeline.story;

import java.util.function.UnaryOperator;

/**
 * A fact about one image of a story.
 *
 * @param subject the id of the image that the fact is about: the story's own, or another of the
 *     chain
 */
public record Sentence(String subject, Fact fact) {

  /**
   * Returns the sentence in plain English. Nothing in it is escaped: uris and details are as the
   * run read them.
   *
   * @param story the id of the image whose story this is
   * @param names what an image is called, by its id
   */
  public String text(String story, UnaryOperator<String> names) {
    String who = subject.equals(story) ? "This image" : names.apply(subject);
    return who + " " + fact.predicate(names) + ".";
  }
}
