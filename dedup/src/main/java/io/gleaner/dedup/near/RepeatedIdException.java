package io.gleaner.dedup.near;

import java.util.Locale;

/** Two images have one id, and are alike: no edge can tell them apart. */
public final class RepeatedIdException extends IllegalArgumentException {
  RepeatedIdException(String id) {
    super(
        String.format(
            Locale.ROOT,
            "the id \"%s\" stands for two images that are alike (an edge from it to itself); ids must"
                + " differ over all tables, so put for example the name of each table before its ids",
            id));
  }
}
