package io.gleaner.pipeline.config;

import java.nio.file.Path;

/**
 * Where the paths of a recipe start: one that begins with {@code ./} in the recipe's folder, so
 * that a recipe and its data can be moved together; any other relative one in the working
 * directory.
 *
 * @param folder the recipe's, absolute
 */
record RecipePaths(Path folder) {
  private static final String HERE = "./";

  static RecipePaths beside(Path recipe) {
    return new RecipePaths(recipe.toAbsolutePath().normalize().getParent());
  }

  /** Returns a path, glob or location of the recipe as any process may read it. */
  String resolve(String path) {
    return path.startsWith(HERE) || path.equals(".")
        ? join(path.length() < HERE.length() ? "" : path.substring(HERE.length()))
        : path;
  }

  /** Joined as text: a glob is no path on every system. */
  private String join(String below) {
    String root = folder.toString();
    return below.isEmpty() ? root : root + (root.endsWith("/") ? "" : "/") + below;
  }
}
