package io.gleaner.pipeline.config;

import java.util.List;

/** A recipe that cannot be run: every problem with its place, what was found, what is allowed. */
public final class RecipeException extends RuntimeException {
  RecipeException(List<String> problems) {
    super(
        String.join("", problems)
            + "%d problem%s; nothing was run\n"
                .formatted(problems.size(), problems.size() == 1 ? "" : "s"));
  }
}
