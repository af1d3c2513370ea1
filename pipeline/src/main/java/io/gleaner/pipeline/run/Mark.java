package io.gleaner.pipeline.run;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What {@code marks/STAGE.json} says of a complete stage, and what it vouches for: all files of all
 * outputs of the stage. One that does not name its files is no mark. Memory: some 200 bytes a file;
 * on disk a line, some 80 bytes.
 *
 * @param stage its name
 * @param format of the tables, and of this mark
 * @param fingerprint of the configuration and inputs that gave the outputs
 * @param seconds that the stage took
 * @param counts what it counted
 * @param settings values of its configuration that readers of its tables need, such as a threshold
 * @param files of the stage, by their names below the run's directory, slashes between segments
 */
@JsonPropertyOrder({"stage", "format", "fingerprint", "seconds", "counts", "settings", "files"})
@JsonIgnoreProperties(ignoreUnknown = true)
record Mark(
    String stage,
    String format,
    String fingerprint,
    double seconds,
    Map<String, Long> counts,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> settings,
    Map<String, Extent> files) {
  Mark {
    settings = settings == null ? Map.of() : Map.copyOf(settings);
  }

  static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new Jdk8Module())
          .enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * How much a file holds.
   *
   * @param bytes its size
   * @param rows by its footer, or null where it is no table
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @JsonPropertyOrder({"bytes", "rows"})
  record Extent(long bytes, Long rows) {}

  /** What {@code run.json} repeats of a mark. */
  @JsonPropertyOrder({"stage", "fingerprint", "seconds", "counts", "files"})
  record Summary(
      String stage, String fingerprint, double seconds, Map<String, Long> counts, int files) {}

  /**
   * Reads the mark in a file ({@link RunDirectory#mark}).
   *
   * @return none where there is none, or an empty, cut or foreign one: the stage is not done
   * @throws UnusableRunException where it is of another format
   */
  static Optional<Mark> read(Location file) throws IOException {
    Mark mark;
    try {
      mark = JSON.readValue(file.readText(), Mark.class);
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty();
    }
    if (mark == null || mark.stage == null || mark.fingerprint == null) {
      return Optional.empty();
    }
    if (!TableWriter.FORMAT_VERSION.equals(mark.format)) {
      throw UnusableRunException.otherFormat(file, mark.format == null ? "1" : mark.format);
    }
    return mark.files == null || mark.counts == null || mark.files.containsValue(null)
        ? Optional.empty()
        : Optional.of(mark);
  }

  /** Makes the mark of a stage that has written {@code files}; reads the tables' footers. */
  static Mark of(
      String stage,
      String fingerprint,
      double seconds,
      Map<String, Long> counts,
      Map<String, Double> settings,
      Map<String, StoredFile> files)
      throws IOException {
    List<Map.Entry<String, StoredFile>> tables =
        files.entrySet().stream().filter(file -> RunDirectory.isTable(file.getKey())).toList();
    List<Long> rows =
        TableReader.rowsOfEach(tables.stream().map(file -> file.getValue().location()).toList());
    Map<String, Extent> extents = new TreeMap<>();
    files.forEach((name, file) -> extents.put(name, new Extent(file.bytes(), null)));
    for (int i = 0; i < tables.size(); i++) {
      extents.put(
          tables.get(i).getKey(), new Extent(tables.get(i).getValue().bytes(), rows.get(i)));
    }
    return new Mark(
        stage,
        TableWriter.FORMAT_VERSION,
        fingerprint,
        seconds,
        counts,
        settings,
        Collections.unmodifiableMap(extents));
  }

  void write(Location file) throws IOException {
    file.writeText(JSON.writeValueAsString(this) + "\n");
  }

  Summary summary() {
    return new Summary(stage, fingerprint, seconds, counts, files.size());
  }
}
