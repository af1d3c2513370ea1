package io.gleaner.pipeline.export.format;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gleaner.pipeline.export.edit.ExportImage;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.ParquetStream;
import io.gleaner.pipeline.table.RowGroups;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.Retrieval;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Writes a Parquet file of {@link HuggingFace}, and hidden beside it, from where its rows are. */
final class HuggingFaceWriter implements ShardWriter {
  /**
   * A reader that streams has one row group in memory, and datasets itself writes groups of 100
   * images.
   */
  private static final RowGroups GROUPS = new RowGroups(64L << 20, 100);

  private static final ObjectMapper JSON = new ObjectMapper();

  private record Picture(ExportRow row, ExportImage image, String name) {
    Object value(String field) {
      return ExportFields.value(row, image, field);
    }
  }

  private final HuggingFace format;
  private final String file;
  private final ShardOutput out;
  private final ParquetStream<Picture> parquet;
  private final ShardOutput sourcesOut;
  private final SourceCounts sources = new SourceCounts();
  private final String licenceField;

  HuggingFaceWriter(HuggingFace format, ExportShard shard, ExportFolder folder) throws IOException {
    this.format = format;
    licenceField = SourceCounts.licenceField(format.carried());
    file = HuggingFace.file(shard);
    out = new ShardOutput(folder.file(file));
    sourcesOut = new ShardOutput(folder.hidden(HuggingFace.SOURCES, shard));
    parquet = new ParquetStream<>(out, columns(format), Map.of("huggingface", features()), GROUPS);
  }

  @SuppressWarnings("unchecked") // ExportFields says what lists hold
  private static Format<Picture> columns(HuggingFace format) {
    Format<Picture> columns =
        Format.<Picture>empty()
            .withRecord(
                HuggingFace.IMAGE,
                Format.<Picture>empty()
                    .withBytes("bytes", picture -> picture.image.bytes())
                    .withText("path", Picture::name),
                picture -> picture);
    for (String field : format.fields().names()) {
      String column = HuggingFace.column(field);
      columns =
          switch (format.kind(field)) {
            case TEXT -> columns.withText(column, picture -> (String) picture.value(field));
            case NUMBER ->
                columns.withNullableInteger(column, picture -> (Integer) picture.value(field));
            case CLASS ->
                columns.withNullableLong(
                    column,
                    picture -> {
                      Integer index = (Integer) picture.value(field);
                      return index == null ? null : index.longValue();
                    });
            case TEXTS ->
                columns.withTextList(column, picture -> (List<String>) picture.value(field));
            case RETRIEVALS ->
                columns.withList(
                    column, retrievals(), picture -> ((Retrievals) picture.value(field)).list());
          };
    }
    return columns;
  }

  private static Format<Retrieval> retrievals() {
    return Format.<Retrieval>empty()
        .withText("set", Retrieval::set)
        .withText("mode", retrieval -> retrieval.mode().label())
        .withText("query_id", Retrieval::queryId)
        .withFloat("similarity", Retrieval::similarity)
        .withNullableInteger(
            "cluster", retrieval -> retrieval.mode() == Mode.CLUSTER ? retrieval.cluster() : null)
        .withText("id", Retrieval::id);
  }

  /** What datasets takes the columns' types from. */
  private String features() throws IOException {
    ObjectNode features = JSON.createObjectNode();
    features.putObject(HuggingFace.IMAGE).put("_type", "Image");
    for (String field : format.fields().names()) {
      ObjectNode feature = features.putObject(HuggingFace.column(field));
      switch (format.kind(field)) {
        case TEXT -> value(feature, "string");
        case NUMBER -> value(feature, "int32");
        case CLASS -> value(feature, "int64");
        case TEXTS -> value(feature.put("_type", "List").putObject("feature"), "string");
        case RETRIEVALS -> {
          ObjectNode retrieval = feature.put("_type", "List").putObject("feature");
          for (String name : List.of("set", "mode", "query_id", "similarity", "cluster", "id")) {
            value(retrieval.putObject(name), type(name));
          }
        }
      }
    }
    ObjectNode metadata = JSON.createObjectNode();
    metadata.putObject("info").set("features", features);
    return JSON.writeValueAsString(metadata);
  }

  /** Returns the type of a retrieval's field. */
  static String type(String name) {
    return switch (name) {
      case "similarity" -> "float32";
      case "cluster" -> "int32";
      default -> "string";
    };
  }

  private static void value(ObjectNode feature, String type) {
    feature.put("dtype", type).put("_type", "Value");
  }

  @Override
  public void add(ExportRow row, ExportImage image) throws IOException {
    parquet.add(new Picture(row, image, format.name(row, image)));
    String licence = licenceField == null ? null : row.carried().get(licenceField);
    sources.add(row.source(), licence, 1);
  }

  @Override
  public List<ShardFile> commit() throws IOException {
    sources.write(sourcesOut);
    sourcesOut.commit(HuggingFace.SOURCES);
    parquet.close();
    return List.of(out.commit(file));
  }

  @Override
  public void close() throws IOException {
    try {
      sourcesOut.close();
    } finally {
      out.close(); // what Parquet would still write is for nobody
    }
  }
}
