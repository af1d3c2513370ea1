package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.report.figures.Card;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.story.Stories;
import io.gleaner.pipeline.story.Story;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The row, story and picture of each image that a report names, within a budget of bytes. */
final class ReadCards {
  /** A card's markup and names of fields. */
  private static final int FRAME = 600;

  private final Sql sql;
  private final ReportOptions options;
  private final Pictures pictures;

  ReadCards(Sql sql, ReportOptions options, Pictures pictures) {
    this.sql = sql;
    this.options = options;
    this.pictures = pictures;
  }

  /**
   * Makes the cards.
   *
   * @param named in the order in which their pictures matter
   * @param moreThan by set, how many of its images a cluster must exceed
   */
  Map<String, Card> read(NamedImages named, Map<String, Long> moreThan)
      throws SQLException, IOException {
    Stories stories = Stories.of(sql, named.ids(), moreThan);
    Map<String, List<String>> sets = sets(named);
    PictureBudget budget = new PictureBudget(options.bytes());
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    Map<String, List<String>> told = new HashMap<>();
    for (String id : named.ids()) {
      Story story = stories.byId().get(id);
      Map<String, String> row = row(id, story);
      List<String> sentences =
          story == null
              ? List.of("No table of the run tells of this image.")
              : story.sentences(other -> "[[" + other + "]]");
      rows.put(id, row);
      told.put(id, sentences);
      budget.text(FRAME);
      row.forEach((name, value) -> budget.text(name.length() + value.length()));
      sentences.forEach(sentence -> budget.text(sentence.length()));
    }
    Map<String, Pictures.Picture> read = pictures(named, stories);
    Map<String, Card> cards = new LinkedHashMap<>();
    for (String id : named.ids()) {
      Story story = stories.byId().get(id);
      Pictures.Picture picture = affordable(read.get(id), budget);
      cards.put(
          id,
          new Card(
              story == null ? id : story.uri(),
              rows.get(id).getOrDefault("source", ""),
              picture.jpeg(),
              picture.missing(),
              fate(story),
              sets.getOrDefault(id, List.of()),
              rows.get(id),
              told.get(id)));
    }
    return cards;
  }

  private Map<String, Pictures.Picture> pictures(NamedImages named, Stories stories)
      throws IOException {
    Map<String, Pictures.Picture> read = new HashMap<>();
    List<Pictures.Wanted> wanted = new ArrayList<>();
    for (String id : named.ids()) {
      Story story = stories.byId().get(id);
      if (!options.pictures()) {
        read.put(id, Pictures.Picture.missing("pictures were left out"));
      } else if (story == null || story.row().isEmpty()) {
        read.put(id, Pictures.Picture.missing("the run does not tell where the picture is"));
      } else {
        wanted.add(new Pictures.Wanted(id, story.row(), named.isSmall(id)));
      }
    }
    read.putAll(pictures.read(wanted));
    return read;
  }

  private static Pictures.Picture affordable(Pictures.Picture picture, PictureBudget budget) {
    return picture.jpeg() == null || budget.take(picture.jpeg().length)
        ? picture
        : Pictures.Picture.missing("left out: the page's size is limited (gleaner report --size)");
  }

  private static Map<String, String> row(String id, Story story) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("id", id);
    if (story != null) {
      story.row().forEach((name, value) -> row.put(name, value == null ? "" : value.toString()));
      row.values().removeIf(String::isEmpty);
    }
    return row;
  }

  private static Card.Fate fate(Story story) {
    if (story == null) {
      return Card.Fate.NOT_CALLED_FOR;
    }
    return switch (story.fate()) {
      case IN_MANIFEST, CURATED_AS_IS -> Card.Fate.IN_MANIFEST;
      case NOT_CALLED_FOR, UNDECIDED -> Card.Fate.NOT_CALLED_FOR;
      case REMOVED -> Card.Fate.REMOVED;
      case CURATED_SEED -> Card.Fate.CURATED;
      case EVALUATION -> Card.Fate.EVALUATION;
      case REJECTED -> Card.Fate.REJECTED;
    };
  }

  private Map<String, List<String>> sets(NamedImages named) throws SQLException, IOException {
    Map<String, TreeSet<String>> sets = new HashMap<>();
    String ids = Select.oneOf(named.ids());
    Select.list(
        sql,
        Select.format(
            "SELECT DISTINCT id, \"set\" FROM retrieved WHERE id IN %1$s UNION"
                + " SELECT id, substr(source, %2$d) FROM images"
                + " WHERE id IN %1$s AND starts_with(source, %3$s)",
            ids, RunDirectory.CURATED.length() + 1, Sql.text(RunDirectory.CURATED)),
        row ->
            sets.computeIfAbsent(row.getString(1), none -> new TreeSet<>()).add(row.getString(2)));
    Map<String, List<String>> lists = new HashMap<>();
    sets.forEach((id, names) -> lists.put(id, List.copyOf(names)));
    return lists;
  }
}
