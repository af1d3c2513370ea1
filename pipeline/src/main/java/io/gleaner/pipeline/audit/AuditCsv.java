package io.gleaner.pipeline.audit;

import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The rows of an audit as CSV, cells quoted as RFC 4180 says. A text that a spreadsheet would take
 * for a formula is preceded by an apostrophe: names of files are those of strangers.
 */
final class AuditCsv implements Closeable {
  private static final String FORMULA = "=+-@\t\r";

  private final Writer out;

  AuditCsv(Writer out) throws IOException {
    this.out = out;
    line(
        List.of(
            "uri",
            "sha256",
            "decision",
            "evidence",
            "match_id",
            "match_uri",
            "match_similarity",
            "nearest_manifest_id",
            "nearest_manifest_uri",
            "nearest_manifest_similarity",
            "nearest_kept_id",
            "nearest_kept_uri",
            "nearest_kept_similarity",
            "nearest_removed_id",
            "nearest_removed_uri",
            "nearest_removed_similarity",
            "removed_why",
            "reason"));
  }

  void add(AuditRow row) throws IOException {
    List<String> cells = new ArrayList<>();
    cells.addAll(
        Arrays.asList(
            text(row.uri()),
            row.sha256(),
            AuditRow.lower(row.decision()),
            AuditRow.lower(row.evidence())));
    for (AuditRow.Found found :
        Arrays.asList(row.match(), row.manifest(), row.kept(), row.removed())) {
      cells.add(found == null ? null : found.id());
      cells.add(found == null ? null : text(found.uri()));
      cells.add(found == null ? null : Float.toString(found.similarity()));
    }
    cells.add(text(row.removedWhy()));
    cells.add(text(row.reason()));
    line(cells);
  }

  private void line(List<String> cells) throws IOException {
    out.write(cells.stream().map(AuditCsv::cell).collect(Collectors.joining(",")) + "\r\n");
  }

  private static String text(String value) {
    return value != null && !value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0
        ? "'" + value
        : value;
  }

  private static String cell(String value) {
    if (value == null) {
      return "";
    }
    return value.isEmpty() || value.matches("(?s).*[,\"\\r\\n].*")
        ? '"' + value.replace("\"", "\"\"") + '"'
        : value;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
