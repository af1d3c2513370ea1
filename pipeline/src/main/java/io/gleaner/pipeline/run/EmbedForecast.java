package io.gleaner.pipeline.run;

import io.gleaner.pipeline.embed.EmbedImages;
import io.gleaner.pipeline.source.SourceUnit;
import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which units the embedding stage would do, and how their tables differ from what is asked. */
final class EmbedForecast {
  /** Units of one source by what a run finds of them. */
  private static final class Tally {
    long all;
    long missing;
    long changed;
    long gone;
  }

  private final Map<String, Tally> bySource = new TreeMap<>();
  private long units;
  private long todo;
  private long images;
  private long uncounted;

  private EmbedForecast() {}

  /** Looks at each unit's tables; reads their footers. */
  static EmbedForecast of(EmbedStage embed, RunDirectory directory) throws IOException {
    EmbedForecast forecast = new EmbedForecast();
    Map<String, String> fingerprints = embed.fingerprints();
    Set<String> tables = new HashSet<>();
    for (StoredFile file : Listing.of(directory.images())) {
      if (RunDirectory.isTable(file.location().name())) {
        tables.add(file.relative());
      }
    }
    for (SourceUnit unit : embed.units()) {
      Tally tally = forecast.bySource.computeIfAbsent(unit.source(), none -> new Tally());
      String part = EmbedImages.part(unit);
      tally.all++;
      forecast.units++;
      if (!EmbedImages.isComplete(
          directory.images(), directory.rejected(), part, fingerprints.get(part))) {
        boolean there = tables.contains(part);
        tally.changed += there ? 1 : 0;
        tally.missing += there ? 0 : 1;
        forecast.count(unit, directory, part, there);
      }
    }
    for (String table : tables) {
      int end = table.lastIndexOf('/');
      if (!fingerprints.containsKey(table) && end > 0) {
        forecast.bySource.computeIfAbsent(table.substring(0, end), none -> new Tally()).gone++;
      }
    }
    return forecast;
  }

  /** A shard has about as many images as it had. */
  private void count(SourceUnit unit, RunDirectory directory, String part, boolean there) {
    todo++;
    if (unit.inputs().isPresent()) {
      images += unit.inputs().getAsLong();
    } else if (there) {
      try {
        images += rows(directory.images().resolve(part)) + rows(directory.rejected().resolve(part));
      } catch (IOException e) {
        uncounted++;
      }
    } else {
      uncounted++;
    }
  }

  private static long rows(Location table) throws IOException {
    return table.exists() ? TableReader.rows(table) : 0;
  }

  RunPlan.Work work() {
    return new RunPlan.Work(todo, units, images, uncounted);
  }

  boolean anyDone() {
    return todo < units;
  }

  /** Returns what is new, changed and gone, source by source. */
  List<String> bySource() {
    List<String> lines = new ArrayList<>();
    bySource.forEach(
        (source, tally) -> {
          List<String> parts = new ArrayList<>();
          add(parts, tally.missing, "new");
          add(parts, tally.changed, "changed");
          add(parts, tally.gone, "gone");
          if (!parts.isEmpty()) {
            lines.add(
                String.format(
                    Locale.ROOT,
                    "source %s: of %d units %s",
                    source,
                    tally.all,
                    String.join(", ", parts)));
          }
        });
    return lines;
  }

  private static void add(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(String.format(Locale.ROOT, "%d %s", count, what));
    }
  }
}
