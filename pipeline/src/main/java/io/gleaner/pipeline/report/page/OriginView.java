package io.gleaner.pipeline.report.page;

import io.gleaner.pipeline.report.figures.Origin;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What made the run. */
record OriginView(
    String name,
    String started,
    String startedAt,
    String ended,
    String endedAt,
    String version,
    List<Entry> gleaner,
    List<Entry> machine,
    List<Encoder> encoders,
    String recipe,
    List<Stage> stages,
    List<TableView> others) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);

  record Entry(String name, String value) {}

  record Encoder(List<Entry> entries) {}

  record Stage(String name, String time, List<Entry> counts) {}

  static OriginView of(Origin origin, StatisticsView statistics) {
    return new OriginView(
        origin.name(),
        origin.started() == null ? "" : origin.started(),
        time(origin.started()),
        origin.ended() == null ? "" : origin.ended(),
        time(origin.ended()),
        origin.gleaner().getOrDefault("version", ""),
        entries(origin.gleaner()),
        entries(origin.machine()),
        origin.encoders().stream().map(encoder -> new Encoder(entries(encoder))).toList(),
        origin.recipe() == null ? "" : origin.recipe(),
        origin.stages().stream().map(OriginView::stage).toList(),
        statistics.others());
  }

  /** Returns an instant to the second, or the text as it is where it is none. */
  private static String time(String instant) {
    if (instant == null) {
      return "";
    }
    try {
      return TIME.format(Instant.parse(instant).atOffset(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return instant;
    }
  }

  private static Stage stage(Origin.Stage stage) {
    List<Entry> counts = new ArrayList<>();
    stage
        .counts()
        .forEach(
            (name, count) -> counts.add(new Entry(name.replace('_', ' '), TableView.text(count))));
    return new Stage(stage.name(), Numbers.seconds(stage.seconds()), counts);
  }

  private static List<Entry> entries(Map<String, String> values) {
    List<Entry> entries = new ArrayList<>();
    values.forEach(
        (name, value) ->
            entries.add(new Entry(name.replace('_', ' '), value == null ? Numbers.NONE : value)));
    return entries;
  }
}
