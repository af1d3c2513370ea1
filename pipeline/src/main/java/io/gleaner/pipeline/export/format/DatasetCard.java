package io.gleaner.pipeline.export.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The card of a dataset, {@code README.md}: what datasets reads at its head, as YAML, and below it
 * for a person what the run's sets retrieved, where the images come from and under which licences,
 * and the recipe. Names and texts of others are escaped for YAML and for Markdown.
 */
final class DatasetCard {
  static final String FILE = "README.md";

  /** A card with more names of classes than this would be mostly names. */
  private static final int MOST_NAMES = 10_000;

  private static final int MOST_ROWS = 100;
  private static final int LONGEST_CELL = 200;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern BACKTICKS = Pattern.compile("`{3,}");

  private final HuggingFace format;
  private final FinishedExport export;
  private final StringBuilder text = new StringBuilder();
  private final Map<Integer, Long> bytes = new TreeMap<>();
  private final SourceCounts sources = new SourceCounts();
  private long allBytes;
  private long fileBytes;

  DatasetCard(HuggingFace format, FinishedExport export) {
    this.format = format;
    this.export = export;
  }

  byte[] bytes() throws IOException {
    export.forEach(
        shard -> {
          allBytes += shard.bytes();
          fileBytes += shard.files().stream().mapToLong(ShardFile::bytes).sum();
          if (shard.shard().label() != null) {
            bytes.merge(shard.shard().label().index(), shard.bytes(), Long::sum);
          }
          sources.addAll(export.folder().hidden(HuggingFace.SOURCES, shard.shard()));
        });
    JsonNode run = json(export.run().runJson());
    String name = run.path("name").asText("");
    yaml(name.isEmpty() ? "dataset" : name);
    body(name.isEmpty() ? "dataset" : name, run);
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode json(Location file) throws IOException {
    try {
      return JSON.readTree(file.readText());
    } catch (NoSuchFileException | JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  private void line(String line, Object... values) {
    text.append(String.format(Locale.ROOT, line, values)).append('\n');
  }

  private void yaml(String name) {
    line("---");
    line("pretty_name: %s", quoted(name));
    line("size_categories:");
    line("- %s", size(export.images()));
    line("tags:");
    line("- gleaner");
    line("configs:");
    line("- config_name: default");
    line("  default: true");
    line("  data_files:");
    line("  - split: train");
    line("    path: %s", format.bySet() ? "data/*/*.parquet" : "data/*.parquet");
    for (ClassLabel set : sets()) {
      line("- config_name: %s", quoted(set.folder()));
      line("  data_files:");
      line("  - split: train");
      line("    path: %s", quoted("data/" + set.folder() + "/*.parquet"));
    }
    line("dataset_info:");
    info("default", export.images(), allBytes);
    for (ClassLabel set : sets()) {
      long images = export.imagesByLabel().get(set.index());
      info(quoted(set.folder()), images, bytes.getOrDefault(set.index(), 0L));
    }
    line("---");
  }

  private List<ClassLabel> sets() {
    return format.bySet()
        ? export.labels().stream()
            .filter(
                label ->
                    !label.folder().equals("default")
                        && export.imagesByLabel().get(label.index()) > 0)
            .toList()
        : List.of();
  }

  private void info(String config, long images, long imageBytes) {
    line("- config_name: %s", config);
    line("  features:");
    line("  - name: image");
    line("    dtype: image");
    for (String field : format.fields().names()) {
      line("  - name: %s", quoted(HuggingFace.column(field)));
      switch (format.kind(field)) {
        case TEXT -> line("    dtype: string");
        case NUMBER -> line("    dtype: int32");
        case CLASS -> classes();
        case TEXTS -> line("    list: string");
        case RETRIEVALS -> {
          line("    list:");
          for (String each : List.of("set", "mode", "query_id", "similarity", "cluster", "id")) {
            line("    - name: %s", each);
            line("      dtype: %s", HuggingFaceWriter.type(each));
          }
        }
      }
    }
    line("  splits:");
    line("  - name: train");
    line("    num_bytes: %d", imageBytes);
    line("    num_examples: %d", images);
    if (config.equals("default")) {
      line("  download_size: %d", fileBytes);
      line("  dataset_size: %d", imageBytes);
    }
  }

  private void classes() {
    if (export.labels().size() > MOST_NAMES) {
      line("    dtype: int64");
      return;
    }
    line("    dtype:");
    line("      class_label:");
    line("        names:");
    for (ClassLabel label : export.labels()) {
      line("          '%d': %s", label.index(), quoted(label.name()));
    }
  }

  private static String size(long images) {
    long most = 1_000;
    String[] names = {"n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M"};
    for (String name : names) {
      if (images < most) {
        return name;
      }
      most *= 10;
    }
    return images < most ? "100M<n<1B" : "n>1B";
  }

  /** Returns a text as YAML's quoted scalar, in ASCII: YAML allows few other characters as such. */
  static String quoted(String name) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
      int point = name.codePointAt(i);
      if (point >= ' ' && point <= '~') {
        quoted.append(point == '"' || point == '\\' ? "\\" : "").append((char) point);
      } else if (Character.getType(point) == Character.SURROGATE) {
        quoted.append('?');
      } else {
        quoted.append(String.format(Locale.ROOT, point > 0xffff ? "\\U%08x" : "\\u%04x", point));
      }
    }
    return quoted.append('"').toString();
  }

  private void body(String name, JsonNode run) throws IOException {
    line("");
    line("# %s", cell(name));
    line("");
    line(
        "%,d images, %,d bytes, exported by Gleaner %s. Each image has the bytes that"
            + " `image.bytes` holds; `sha256` is the digest of the original.",
        export.images(), allBytes, cell(run.path("gleaner").path("version").asText("")));
    line("");
    line("```python");
    line("from datasets import load_dataset");
    line("");
    line("images = load_dataset(\"PATH\", split=\"train\", streaming=True)");
    line("```");
    composition();
    classTable();
    sourceTable();
    recipe(run.path("recipe").asText(""));
  }

  private void composition() throws IOException {
    JsonNode rows = json(export.run().root().resolve("statistics.json")).path("composition");
    if (rows.isEmpty()) {
      return;
    }
    line("");
    line("## Composition of the run");
    line("");
    line("`final` counts what each set called for, whichever other sets did too.");
    line("");
    line("| set | images | retrieval | retrieved | final | total |");
    line("|---|---:|---|---:|---:|---:|");
    for (JsonNode row : rows) {
      line(
          "| %s | %s | %s | %s | %s | %s |",
          cell(row.path("dataset").asText("")),
          number(row.path("images")),
          cell(row.path("retrieval").asText("")),
          number(row.path("retrieved")),
          number(row.path("final")),
          number(row.path("total")));
    }
  }

  private static String number(JsonNode value) {
    return value.isNumber() ? String.format(Locale.ROOT, "%,d", value.asLong()) : "";
  }

  private void classTable() {
    line("");
    line("## Images of each class");
    line("");
    line("| `class_index` | `class` |%s images |", format.bySet() ? " configuration |" : "");
    line("|---:|---|%s---:|", format.bySet() ? "---|" : "");
    long told = 0;
    for (ClassLabel label : export.labels()) {
      long images = export.imagesByLabel().get(label.index());
      if (told++ == MOST_ROWS) {
        line(
            "| | and %,d more |%s |",
            export.labels().size() - MOST_ROWS, format.bySet() ? " |" : "");
        break;
      }
      line(
          "| %d | %s |%s %,d |",
          label.index(),
          cell(label.name()),
          format.bySet() ? " `" + label.folder() + "` |" : "",
          images);
    }
  }

  private void sourceTable() {
    boolean carried = SourceCounts.licenceField(format.carried()) != null;
    line("");
    line("## Sources and licences");
    line("");
    line(
        carried
            ? "Licences are what the sources' own metadata say; nobody has checked them."
            : "The run carried no field with licences: whose the images are is not recorded here.");
    line("");
    line("| source | licence | images |");
    line("|---|---|---:|");
    int told = 0;
    for (SourceCounts.Count count : sources.sorted()) {
      if (told++ == MOST_ROWS) {
        line("| ... | and %,d more | |", sources.sorted().size() - MOST_ROWS);
        break;
      }
      String licence = count.source().licence();
      line(
          "| %s | %s | %,d |",
          cell(count.source().name()),
          licence == null ? "not recorded" : cell(licence),
          count.images());
    }
  }

  private void recipe(String recipe) {
    if (recipe.isEmpty()) {
      return;
    }
    int longest = 2;
    Matcher backticks = BACKTICKS.matcher(recipe);
    while (backticks.find()) {
      longest = Math.max(longest, backticks.group().length());
    }
    String fence = "`".repeat(longest + 1);
    line("");
    line("## Recipe");
    line("");
    line("%syaml", fence);
    text.append(recipe);
    line("%s%s", recipe.endsWith("\n") ? "" : "\n", fence);
  }

  /** Returns a text as a cell of a table, in which it neither marks up nor ends anything. */
  static String cell(String value) {
    StringBuilder cell = new StringBuilder();
    int characters = 0;
    for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
      int point = value.codePointAt(i);
      if (characters++ == LONGEST_CELL) {
        return cell.append("...").toString();
      }
      int kind = Character.getType(point);
      if (Character.isISOControl(point)
          || kind == Character.FORMAT
          || kind == Character.SURROGATE
          || kind == Character.LINE_SEPARATOR
          || kind == Character.PARAGRAPH_SEPARATOR) {
        cell.append(' ');
      } else if ("\\`*_{}[]()#+!|~$<>&:@".indexOf(point) >= 0) {
        cell.append("&#").append(point).append(';');
      } else {
        cell.appendCodePoint(point);
      }
    }
    return cell.toString();
  }
}
