package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.report.figures.Rejections;
import io.gleaner.pipeline.report.figures.Sample;
import io.gleaner.pipeline.source.ImageId;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Inputs that could not be used, by source and reason, with examples. */
final class ReadRejections {
  private record Reason(String source, String reason, long inputs) {}

  private ReadRejections() {}

  static List<Rejections> of(Sql sql, Sizes sizes) throws SQLException, IOException {
    List<Reason> reasons =
        Select.list(
            sql,
            "SELECT source, reason, count(*) FROM rejected GROUP BY ALL ORDER BY ALL",
            row -> new Reason(row.getString(1), row.getString(2), row.getLong(3)));
    List<Rejections> rejections = new ArrayList<>();
    for (Reason reason : reasons) {
      rejections.add(
          new Rejections(
              reason.source,
              reason.reason,
              new Sample<>(
                  Select.list(
                      sql,
                      Select.format(
                          "SELECT uri, detail FROM rejected WHERE source = %s AND reason = %s"
                              + " ORDER BY md5(uri), uri, detail LIMIT %d",
                          Sql.text(reason.source), Sql.text(reason.reason), sizes.rejections()),
                      row ->
                          new Rejections.Example(
                              row.getString(1),
                              row.getString(2),
                              ImageId.of(reason.source, row.getString(1)))),
                  reason.inputs,
                  "drawn by a hash of the uri")));
    }
    return List.copyOf(rejections);
  }
}
