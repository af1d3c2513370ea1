package io.gleaner.pipeline.calibrate;

import io.gleaner.pipeline.original.Originals;
import io.gleaner.pipeline.original.StoredImage;
import io.gleaner.pipeline.report.page.PairsPage;
import io.gleaner.pipeline.report.read.Pictures;
import io.gleaner.pipeline.report.read.ThumbnailsOfOriginals;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page of pairs to label, and the table that says the same to a spreadsheet. */
final class LabelPage {
  static final String HEADER = "id_a,id_b,same,stratum,pairs,uri_a,uri_b";

  /** What a spreadsheet would take for a formula. */
  private static final String FORMULA = "=+-@\t\r";

  private LabelPage() {}

  /**
   * Writes {@code pairs.csv} and {@code pairs.html}; pictures that cannot be read are told there.
   */
  static void write(
      String run,
      PairsToLabel drawn,
      Sql sql,
      Originals originals,
      int threads,
      CalibrationTables tables,
      Location csv,
      Location html)
      throws SQLException, IOException {
    Map<String, Map<String, Object>> images = images(sql, drawn.pairs());
    List<Pictures.Wanted> wanted = new ArrayList<>();
    images.forEach((id, row) -> wanted.add(new Pictures.Wanted(id, row, false)));
    Map<String, Pictures.Picture> pictures =
        new ThumbnailsOfOriginals(originals, threads).read(wanted);
    List<PairsPage.Pair> pairs = new ArrayList<>();
    for (PairsToLabel.Pair pair : drawn.pairs()) {
      PairsPage.Side a = side(pair.a(), images, pictures);
      PairsPage.Side b = side(pair.b(), images, pictures);
      pairs.add(
          new PairsPage.Pair(
              a,
              b,
              cell(pair.a()) + "," + cell(pair.b()),
              cell(pair.stratum())
                  + ","
                  + pair.of()
                  + ","
                  + cell(unformula(a.uri()))
                  + ","
                  + cell(unformula(b.uri()))));
    }
    tables.text(
        csv,
        out -> {
          out.write(HEADER + "\r\n");
          for (PairsPage.Pair pair : pairs) {
            out.write(pair.before() + ",," + pair.after() + "\r\n");
          }
        });
    PairsPage.write(run, HEADER, pairs, html);
  }

  private static Map<String, Map<String, Object>> images(Sql sql, List<PairsToLabel.Pair> pairs)
      throws SQLException, IOException {
    Map<String, Map<String, Object>> images = new LinkedHashMap<>();
    if (pairs.isEmpty()) {
      return images;
    }
    String ids =
        pairs.stream()
            .flatMap(pair -> Stream.of(pair.a(), pair.b()))
            .distinct()
            .map(Sql::text)
            .collect(Collectors.joining(", "));
    for (Map<String, Object> row :
        sql.rows(
            "SELECT id, "
                + StoredImage.COLUMNS
                + " FROM images SEMI JOIN (SELECT unnest(["
                + ids
                + "]) AS id) AS wanted USING (id) ORDER BY id")) {
      images.put(row.get("id").toString(), row);
    }
    return images;
  }

  private static PairsPage.Side side(
      String id, Map<String, Map<String, Object>> images, Map<String, Pictures.Picture> pictures) {
    Map<String, Object> row = images.get(id);
    Object uri = row == null ? null : row.get("uri");
    Pictures.Picture picture = pictures.get(id);
    return new PairsPage.Side(
        uri == null ? id : uri.toString(),
        picture == null ? null : picture.jpeg(),
        picture == null ? "the run does not tell where its bytes are" : picture.missing());
  }

  private static String unformula(String value) {
    return !value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
  }

  private static String cell(String value) {
    return value.matches("(?s).*[,\"\\r\\n].*") ? '"' + value.replace("\"", "\"\"") + '"' : value;
  }
}
