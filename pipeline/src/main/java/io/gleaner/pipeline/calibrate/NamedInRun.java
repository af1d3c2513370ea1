package io.gleaner.pipeline.calibrate;

import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Images of a run by what a file of labels calls them: by id, else by uri, else by the end of a uri
 * in whole segments, as {@code gleaner show} finds them. All names are looked for in one pass over
 * the ids and uris of the run. Memory: the names.
 */
final class NamedInRun {
  private enum By {
    ID,
    URI,
    END
  }

  /**
   * What a name stands for.
   *
   * @param id the smallest
   * @param uri of that image
   * @param images how many it stands for
   */
  record Found(String id, String uri, long images) {}

  private record Match(By by, Found found) {}

  private final Set<String> names;
  private final Map<String, Match> matches = new HashMap<>();

  private NamedInRun(Collection<String> names) {
    this.names = new HashSet<>(names);
  }

  /**
   * @param sql with the views of a run
   * @return what is found, by name
   */
  static Map<String, Found> find(Sql sql, Collection<String> names)
      throws SQLException, IOException {
    NamedInRun search = new NamedInRun(names);
    sql.query(
        "SELECT id, uri FROM images WHERE id IS NOT NULL",
        rows -> {
          while (rows.next()) {
            search.look(rows.getString(1), rows.getString(2));
          }
          return null;
        });
    Map<String, Found> found = new HashMap<>();
    search.matches.forEach((name, match) -> found.put(name, match.found));
    return found;
  }

  private void look(String id, String uri) {
    match(id, By.ID, id, uri);
    if (uri == null) {
      return;
    }
    match(uri, By.URI, id, uri);
    for (int slash = uri.indexOf('/'); slash >= 0; slash = uri.indexOf('/', slash + 1)) {
      match(uri.substring(slash + 1), By.END, id, uri);
    }
  }

  private void match(String name, By by, String id, String uri) {
    if (!names.contains(name)) {
      return;
    }
    Match before = matches.get(name);
    if (before == null || by.compareTo(before.by) < 0) {
      matches.put(name, new Match(by, new Found(id, uri, 1)));
    } else if (by == before.by) {
      Found first = before.found;
      boolean smaller = id.compareTo(first.id) < 0;
      matches.put(
          name,
          new Match(
              by, new Found(smaller ? id : first.id, smaller ? uri : first.uri, first.images + 1)));
    }
  }
}
