package io.gleaner.pipeline.export;

import io.gleaner.pipeline.export.format.ExportFolder;
import io.gleaner.pipeline.export.format.ShardOutput;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Images that an export could not have, as {@code missing.csv}: cells quoted as RFC 4180 says. A
 * text that a spreadsheet would take for a formula is preceded by an apostrophe.
 */
final class MissingImages {
  static final String FILE = "missing.csv";

  private static final String FORMULA = "=+-@\t\r";

  private final Writer out;
  private final Map<String, Long> byReason = new TreeMap<>();

  private MissingImages(Writer out) {
    this.out = out;
  }

  /**
   * Writes the list, or removes an earlier one where nothing is missing.
   *
   * @param shards in their order, those with missing images
   * @return how many, by reason
   */
  static Map<String, Long> write(ExportFolder folder, Iterable<Integer> shards) throws IOException {
    if (!shards.iterator().hasNext()) {
      folder.file(FILE).delete();
      return Map.of();
    }
    try (ShardOutput file = new ShardOutput(folder.file(FILE))) {
      Writer out = new OutputStreamWriter(file, StandardCharsets.UTF_8);
      MissingImages missing = new MissingImages(out);
      missing.line("id", "source", "uri", "reason", "detail");
      for (int shard : shards) {
        WrittenShards.read(folder, shard, missing::add);
      }
      out.flush();
      file.commit(FILE);
      return missing.byReason;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void add(WrittenImage image) {
    if (image.isMissing()) {
      byReason.merge(image.reason(), 1L, Long::sum);
      try {
        line(image.id(), image.source(), image.uri(), image.reason(), image.detail());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void line(String... cells) throws IOException {
    out.write(
        Arrays.stream(cells).map(MissingImages::cell).collect(Collectors.joining(",")) + "\r\n");
  }

  private static String cell(String value) {
    String text = !value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    return text.isEmpty() || text.matches("(?s).*[,\"\\r\\n].*")
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }
}
