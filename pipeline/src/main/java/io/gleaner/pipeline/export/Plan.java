package io.gleaner.pipeline.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.export.format.ClassLabel;
import io.gleaner.pipeline.export.format.ExportFolder;
import io.gleaner.pipeline.export.format.ExportShard;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an export writes, in the hidden file {@code plan.json}, which is there when {@link
 * PlanTables} has all tables. Memory: some 100 bytes a shard.
 *
 * @param fingerprint of all that decides the files
 * @param format what makes the format
 * @param keepsBytes whether images are exported as they are
 * @param files the format's {@link io.gleaner.pipeline.export.format.ExportFormat#files}
 * @param labels classes that images have, by their numbers
 * @param shards in their order
 * @param images in all of them
 */
public record Plan(
    String fingerprint,
    FormatSettings format,
    boolean keepsBytes,
    String files,
    List<ClassLabel> labels,
    List<Cut> shards,
    long images) {
  /** A shard of the plan: the number of its class or -1, its first ordinal and its images. */
  record Cut(int label, long first, long images) {}

  private static final String FILE = "plan.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  static Optional<Plan> read(ExportFolder folder) throws IOException {
    try {
      return Optional.of(JSON.readValue(folder.hidden(FILE).readText(), Plan.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  void write(ExportFolder folder) throws IOException {
    Location file = folder.hidden(FILE);
    file.makeFolder();
    file.writeText(JSON.writeValueAsString(this));
  }

  /** Returns the shards as formats see them. */
  List<ExportShard> exportShards() {
    int[] parts = new int[labels.size()];
    for (Cut cut : shards) {
      if (cut.label >= 0) {
        parts[cut.label]++;
      }
    }
    int[] seen = new int[labels.size()];
    List<ExportShard> all = new ArrayList<>(shards.size());
    for (Cut cut : shards) {
      boolean byClass = cut.label >= 0;
      all.add(
          new ExportShard(
              all.size(),
              shards.size(),
              byClass ? labels.get(cut.label) : null,
              byClass ? seen[cut.label]++ : 0,
              byClass ? parts[cut.label] : 1,
              cut.first,
              cut.images));
    }
    return all;
  }
}
