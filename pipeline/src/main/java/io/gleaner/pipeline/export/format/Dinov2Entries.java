package io.gleaner.pipeline.export.format;

import io.gleaner.pipeline.export.format.Dinov2Writer.Place;
import io.gleaner.pipeline.export.format.NpyOutput.Column;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Writes the arrays that {@link Dinov2}'s reader opens. They are read twice from the shards' hidden
 * files, since NumPy's text has a width that stands at the front: memory is one entry.
 */
final class Dinov2Entries {
  private static final String ENTRIES = "entries.npy";
  private static final String CLASS_IDS = "class-ids.npy";
  private static final String CLASS_NAMES = "class-names.npy";

  private final FinishedExport export;
  private final boolean bySet;
  private int longestTar;
  private int longestName;

  Dinov2Entries(FinishedExport export, boolean bySet) {
    this.export = export;
    this.bySet = bySet;
  }

  /** What is done with each image. */
  private interface Use {
    void take(ExportShard shard, Place place) throws IOException;
  }

  List<ShardFile> write() throws IOException {
    TreeMap<Integer, Long> images = new TreeMap<>(); // by class
    forEach(
        (shard, place) -> {
          longestTar = Math.max(longestTar, Dinov2.tar(shard).length());
          longestName = Math.max(longestName, place.name().length());
          images.merge(shard.label().index(), 1L, Long::sum);
        });
    List<ShardFile> files = new ArrayList<>();
    long all = images.values().stream().mapToLong(Long::longValue).sum();
    files.add(entries("", all, null));
    writeClasses("", files);
    if (bySet && images.size() > 1) {
      for (int index : images.keySet()) {
        String folder = "sets/" + export.labels().get(index).folder() + "/";
        files.add(entries(folder, images.get(index), index));
        writeClasses(folder, files);
      }
    }
    return files;
  }

  private void forEach(Use use) throws IOException {
    forEach(null, use);
  }

  /**
   * @param index of the class, or null for all
   */
  private void forEach(Integer index, Use use) throws IOException {
    export.forEach(
        finished -> {
          ExportShard shard = finished.shard();
          if (index != null && shard.label().index() != index) {
            return;
          }
          try (DataInputStream in =
              new DataInputStream(
                  new BufferedInputStream(
                      export.folder().hidden(Dinov2.PLACES, shard).open(), 1 << 16))) {
            for (long image = 0; image < finished.images(); image++) {
              use.take(shard, Place.read(in));
            }
          }
        });
  }

  private ShardFile entries(String folder, long rows, Integer index) throws IOException {
    try (ShardOutput out = new ShardOutput(export.folder().file(folder + ENTRIES))) {
      NpyOutput entries =
          NpyOutput.records(
              out,
              List.of(
                  Column.number("class_index"),
                  Column.text("class_id", longestTar),
                  Column.number("start_offset"),
                  Column.number("end_offset"),
                  Column.text("filename", longestName)),
              rows);
      forEach(
          index,
          (shard, place) ->
              entries
                  .put(shard.label().index())
                  .put(Dinov2.tar(shard))
                  .put(place.start())
                  .put(place.end())
                  .put(place.name()));
      entries.end();
      return out.commit(folder + ENTRIES);
    }
  }

  private void writeClasses(String folder, List<ShardFile> files) throws IOException {
    List<ClassLabel> labels = export.labels();
    files.add(texts(folder + CLASS_IDS, labels.stream().map(ClassLabel::folder).toList()));
    files.add(texts(folder + CLASS_NAMES, labels.stream().map(ClassLabel::name).toList()));
  }

  private ShardFile texts(String name, List<String> values) throws IOException {
    try (ShardOutput out = new ShardOutput(export.folder().file(name))) {
      int width = values.stream().mapToInt(NpyOutput::width).max().orElse(1);
      NpyOutput texts = NpyOutput.texts(out, width, values.size());
      for (String value : values) {
        texts.put(value);
      }
      texts.end();
      return out.commit(name);
    }
  }
}
