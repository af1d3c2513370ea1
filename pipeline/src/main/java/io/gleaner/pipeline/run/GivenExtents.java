package io.gleaner.pipeline.run;

import io.gleaner.pipeline.origin.EncoderOrigin;
import io.gleaner.pipeline.source.GivenUnit;
import io.gleaner.pipeline.source.SourceUnit;
import io.gleaner.pipeline.source.UnusableSourceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Looks at all files of embeddings that someone else made, by their headers and footers, before any
 * of them is read: whether each can be, has as many rows as what is beside it, and whether all
 * vectors have as many components, those of the encoder too.
 */
record GivenExtents(ListedSources sources) {
  private static final int MOST_TOLD = 20;

  private record Looked(GivenUnit unit, GivenUnit.Extent extent, String problem) {}

  /**
   * Returns what is wrong, a sentence each.
   *
   * @param encoders that embed the images of other sources; asked for where there are embeddings
   */
  List<String> problems(Supplier<List<EncoderOrigin>> encoders) {
    List<SourceUnit> units;
    try {
      units = sources.units();
    } catch (UnusableSourceException e) {
      return List.of(); // told by whoever lists them
    }
    Set<String> sources = new HashSet<>();
    List<Supplier<Looked>> looks = new ArrayList<>();
    for (SourceUnit unit : units) {
      if (unit instanceof GivenUnit given) {
        boolean first = sources.add(unit.source()); // a row group for one file of each source
        looks.add(() -> look(given, first));
      }
    }
    if (looks.isEmpty()) {
      return List.of();
    }
    List<Looked> looked = looks.parallelStream().map(Supplier::get).toList();
    List<String> problems = new ArrayList<>();
    Map<Integer, String> dimensions = new TreeMap<>();
    encoders
        .get()
        .forEach(
            encoder ->
                dimensions.putIfAbsent(encoder.dimension(), "the encoder " + encoder.model()));
    for (Looked each : looked) {
      if (each.problem != null) {
        problems.add(each.unit.source() + ": " + each.problem);
      } else if (each.extent.dimension() > 0) {
        dimensions.putIfAbsent(
            each.extent.dimension(), each.unit.source() + " in " + each.unit.file().location());
      }
    }
    if (dimensions.size() > 1) {
      List<String> which = new ArrayList<>();
      dimensions.forEach((dimension, first) -> which.add(dimension + " (" + first + ")"));
      problems.add(
          String.format(
              Locale.ROOT,
              "embeddings have different numbers of components: %s; one network must have made all"
                  + " of them",
              String.join(", ", which)));
    }
    if (problems.size() <= MOST_TOLD) {
      return problems;
    }
    List<String> some = new ArrayList<>(problems.subList(0, MOST_TOLD));
    some.add("and " + (problems.size() - MOST_TOLD) + " more files");
    return some;
  }

  private static Looked look(GivenUnit unit, boolean withDimension) {
    try {
      return new Looked(unit, unit.extent(withDimension), null);
    } catch (IOException | RuntimeException e) {
      return new Looked(unit, null, e.getMessage());
    }
  }
}
