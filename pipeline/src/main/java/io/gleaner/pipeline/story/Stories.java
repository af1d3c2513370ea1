package io.gleaner.pipeline.story;

import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * The stories of some images of a run: what became of each, and why.
 *
 * <pre>{@code
 * RunViews.open(directory, sql);
 * Stories stories = Stories.of(sql, List.of(id), Map.of());
 * stories.byId().get(id).sentences(stories::name).forEach(System.out::println);
 * }</pre>
 *
 * <p>Ids are asked for by thousands, so that some queries answer for all of them. Each query scans
 * one table of the run for the columns that it needs, none reads a vector. Memory: some kilobytes
 * an image that is asked for, whatever the run's size.
 *
 * @param byId in the order in which the ids were asked for; ids that no table knows are not there
 * @param uris of all images that the stories name, by id
 */
public record Stories(Map<String, Story> byId, Map<String, String> uris) {
  private static final int AT_ONCE = 8192;

  /**
   * Reads the stories of images.
   *
   * @param sql with the views of a run ({@code RunViews.open})
   * @param ids of images, or of rejected inputs ({@code ImageId} of source and uri)
   * @param moreThan by set, how many of its images a cluster must exceed to be drawn from, as the
   *     recipe says; sets may be missing
   */
  public static Stories of(Sql sql, Collection<String> ids, Map<String, Long> moreThan)
      throws SQLException, IOException {
    List<String> distinct = new ArrayList<>(new LinkedHashSet<>(ids));
    Map<String, Story> stories = new LinkedHashMap<>();
    Map<String, String> uris = new LinkedHashMap<>();
    for (int from = 0; from < distinct.size(); from += AT_ONCE) {
      List<String> some = distinct.subList(from, Math.min(distinct.size(), from + AT_ONCE));
      Evidence evidence = new EvidenceQueries(sql).gather(some, uris);
      Chain chain = new Chain(evidence, moreThan);
      for (String id : some) {
        if (evidence.knows(id)) {
          stories.put(id, chain.story(id));
        }
      }
    }
    return new Stories(stories, uris);
  }

  /** Returns what people call an image: its uri, else its id. */
  public String name(String id) {
    return uris.getOrDefault(id, id);
  }
}
