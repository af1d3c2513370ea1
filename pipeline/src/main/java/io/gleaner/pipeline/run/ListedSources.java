package io.gleaner.pipeline.run;

import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.source.ListedFile;
import io.gleaner.pipeline.source.SourceUnit;
import io.gleaner.pipeline.source.UnusableSourceException;
import io.gleaner.pipeline.storage.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The units of all sources of a run, listed once. Not thread-safe. */
final class ListedSources {
  private final List<ImageSource> sources;
  private List<SourceUnit> units;

  ListedSources(List<ImageSource> sources) {
    this.sources = sources;
  }

  List<ImageSource> sources() {
    return sources;
  }

  /**
   * @throws UnusableSourceException with everything that is wrong with any source
   */
  List<SourceUnit> units() {
    if (units == null) {
      List<SourceUnit> listed = new ArrayList<>();
      List<UnusableSourceException> unusable = new ArrayList<>();
      for (ImageSource source : sources) {
        try {
          listed.addAll(source.units());
        } catch (UnusableSourceException e) {
          unusable.add(e);
        }
      }
      if (!unusable.isEmpty()) {
        throw UnusableSourceException.all(unusable);
      }
      units = listed;
    }
    return units;
  }

  /**
   * Lists the sources again and returns those of {@code read} of which a file is gone or another
   * one than when it was listed. Files that came since do not count: another run takes them in.
   */
  List<SourceUnit> changed(List<SourceUnit> read) {
    Map<Location, ListedFile> now = new HashMap<>();
    for (ImageSource source : sources) {
      try {
        source.units().forEach(unit -> unit.read().forEach(file -> now.put(file.location(), file)));
      } catch (UnusableSourceException e) {
        // All of it is gone: none of its files is found below.
      }
    }
    return read.stream()
        .filter(
            unit -> unit.read().stream().anyMatch(file -> !file.equals(now.get(file.location()))))
        .toList();
  }
}
