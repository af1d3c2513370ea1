package io.gleaner.pipeline.calibrate;

import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Images of curated sets, each picture once.
 *
 * @param sets that hold each row's picture
 */
record CuratedImages(ImageVectors vectors, List<BitSet> sets) {
  private static final int MOST_IMAGES = 20_000;
  private static final String SEPARATOR = "\u001f";

  /** Returns those of a run; none where it has fewer than two sets. */
  static Optional<CuratedImages> read(RunDirectory run, Sql sql, String column, long seed)
      throws SQLException, IOException {
    Map<String, BitSet> setsOf = new HashMap<>();
    Map<String, Integer> numbers = new HashMap<>();
    List<String> ids = new ArrayList<>();
    for (Map<String, Object> row :
        sql.rows(
            String.format(
                Locale.ROOT,
                """
                SELECT min(id) AS id, string_agg(DISTINCT source, chr(31)) AS sets
                FROM images WHERE starts_with(source, %s)
                GROUP BY coalesce(sha256, id)
                ORDER BY md5('calibrate %d ' || min(id)), id LIMIT %d
                """,
                Sql.text(RunDirectory.CURATED),
                seed,
                MOST_IMAGES))) {
      BitSet sets = new BitSet();
      for (String set : row.get("sets").toString().split(SEPARATOR)) {
        sets.set(numbers.computeIfAbsent(set, any -> numbers.size()));
      }
      ids.add(row.get("id").toString());
      setsOf.put(row.get("id").toString(), sets);
    }
    if (numbers.size() < 2) {
      return Optional.empty();
    }
    ImageVectors vectors = ImageVectors.read(tables(run, numbers.keySet()), column, ids);
    return Optional.of(
        new CuratedImages(vectors, vectors.ids().stream().map(setsOf::get).toList()));
  }

  private static List<Location> tables(RunDirectory run, Set<String> sources) {
    Set<Location> tables = new HashSet<>();
    sources.forEach(source -> tables.addAll(RunDirectory.tables(run.images(source))));
    Location[] sorted = tables.toArray(new Location[0]);
    Arrays.sort(sorted);
    return List.of(sorted);
  }

  /** Whether no set holds both pictures. */
  boolean differ(int i, int j) {
    return !sets.get(i).intersects(sets.get(j));
  }
}
