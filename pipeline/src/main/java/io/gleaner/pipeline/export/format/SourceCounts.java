package io.gleaner.pipeline.export.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many images come from each source under each licence. Some carry free text in place of a
 * licence: of more than a thousand kinds the rest is counted as one. Not thread-safe.
 */
final class SourceCounts {
  /** What stands for all licences beyond the first thousand. */
  static final String OTHERS = "(others)";

  private static final int MOST = 1_000;
  private static final List<String> LICENCE_FIELDS =
      List.of("license", "licence", "LICENSE", "License", "rights");
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @param licence as the source has it, or null where it says none
   */
  record Source(String name, String licence) {}

  /** One row of the table. */
  record Count(Source source, long images) {}

  private final Map<Source, Long> counts = new HashMap<>();

  /** Returns the carried field that holds licences, or null. */
  static String licenceField(List<String> carried) {
    return LICENCE_FIELDS.stream().filter(carried::contains).findFirst().orElse(null);
  }

  void add(String name, String licence, long images) {
    Source source = new Source(name, licence);
    boolean known = counts.containsKey(source) || counts.size() < MOST;
    counts.merge(known ? source : new Source(name, OTHERS), images, Long::sum);
  }

  void write(OutputStream out) throws IOException {
    JsonGenerator json = JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.writeStartArray();
    for (Count count : sorted()) {
      json.writeStartArray();
      json.writeString(count.source.name);
      json.writeString(count.source.licence);
      json.writeNumber(count.images);
      json.writeEndArray();
    }
    json.writeEndArray();
    json.close();
  }

  /** Adds what {@link #write} wrote. */
  void addAll(Location file) throws IOException {
    try (InputStream in = file.open()) {
      for (JsonNode count : JSON.readTree(in)) {
        JsonNode licence = count.get(1);
        add(
            count.get(0).asText(),
            licence.isNull() ? null : licence.asText(),
            count.get(2).asLong());
      }
    }
  }

  /** Returns the counts by source, those of most images first within each. */
  List<Count> sorted() {
    List<Count> sorted = new ArrayList<>();
    counts.forEach((source, images) -> sorted.add(new Count(source, images)));
    sorted.sort(
        Comparator.comparing((Count count) -> count.source.name)
            .thenComparing(Comparator.comparing(Count::images).reversed())
            .thenComparing(
                count -> count.source.licence, Comparator.nullsFirst(Comparator.naturalOrder())));
    return sorted;
  }
}
