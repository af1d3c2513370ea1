package io.gleaner.pipeline.report;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A run's statistics as one HTML page without scripts or other files. */
public final class Report {
  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
      table { border-collapse: collapse; margin: .5rem 0 2rem; }
      th, td { padding: .25rem .9rem; border-bottom: 1px solid #ddd; text-align: left; }
      th { font-weight: 600; background: #f5f5f5; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
      h2 { font-size: 1.1rem; margin-bottom: 0; text-transform: capitalize; } p { color: #555; margin: .2rem 0; }
      """;

  private static final Map<String, String> MEANING =
      Map.of(
          "composition",
          "What each set called for. Final: distinct images of that mode. Total: distinct images of"
              + " the set by all its modes; of all, rows of the manifest.",
          "sources",
          "Every input is an image or a rejection. Constant: images whose pixels are all equal,"
              + " which resemble each other whatever they stand for.",
          "rejections",
          "Inputs that could not be used, by reason.",
          "deduplication",
          "Images that left the pool, by the weakest evidence that led there.",
          "components",
          "Groups of images that are one, and what the guard against over-merging did.",
          "collisions",
          "Images that were retrieved by exactly so many queries of a set.",
          "similarity",
          "Cosine of what was retrieved to what called for it, by quantile.");

  private Report() {}

  /** Writes the page, aside and renamed. */
  public static void write(String name, Statistics statistics, Location file) throws IOException {
    file.writeText(page(name, statistics));
  }

  static String page(String name, Statistics statistics) {
    StringBuilder html = new StringBuilder();
    html.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>")
        .append(escape(name))
        .append("</title><style>")
        .append(STYLE)
        .append("</style><h1>")
        .append(escape(name))
        .append("</h1>\n");
    statistics
        .tables()
        .forEach(
            (table, rows) -> {
              html.append("<h2>").append(escape(table)).append("</h2>\n<p>");
              html.append(escape(MEANING.getOrDefault(table, ""))).append("</p>\n");
              if (rows.isEmpty()) {
                html.append("<p>None.</p>\n");
              } else {
                table(html, rows);
              }
            });
    return html.append("</html>\n").toString();
  }

  private static void table(StringBuilder html, List<Map<String, Object>> rows) {
    List<String> columns = new ArrayList<>(rows.get(0).keySet());
    html.append("<table><tr>");
    for (String column : columns) {
      boolean number = rows.stream().anyMatch(row -> row.get(column) instanceof Number);
      html.append(number ? "<th class=\"number\">" : "<th>")
          .append(escape(column.replace('_', ' ')))
          .append("</th>");
    }
    html.append("</tr>\n");
    for (Map<String, Object> row : rows) {
      html.append("<tr>");
      for (String column : columns) {
        Object value = row.get(column);
        html.append(value instanceof Number ? "<td class=\"number\">" : "<td>")
            .append(escape(TextTables.cell(value)))
            .append("</td>");
      }
      html.append("</tr>\n");
    }
    html.append("</table>\n");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
