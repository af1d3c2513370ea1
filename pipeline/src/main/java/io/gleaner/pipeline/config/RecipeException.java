package io.gleaner.pipeline.config;

import java.util.List;
import java.util.Locale;

/** A recipe that cannot be run: every problem with its place, what was found, what is allowed. */
public final class RecipeException extends RuntimeException {
  RecipeException(List<String> problems) {
    super(
        String.join("", problems)
            + String.format(
                Locale.ROOT,
                "%d problem%s; nothing was run\n",
                problems.size(),
                problems.size() == 1 ? "" : "s"));
  }
}
