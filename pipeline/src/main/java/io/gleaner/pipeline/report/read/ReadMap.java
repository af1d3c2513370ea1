package io.gleaner.pipeline.report.read;

import io.gleaner.clustering.projection.PrincipalAxes;
import io.gleaner.pipeline.report.figures.ImageMap;
import io.gleaner.pipeline.report.figures.Sample;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A sample of pool, retrieved and curated images in two dimensions. Only the vectors of the sample
 * are kept; a third of it each are images that sets called for, other pool images, and curated
 * ones. Without curated images all are of the pool.
 */
final class ReadMap {
  private static final String METHOD = "the first two principal components of the embeddings";
  private static final String ORDER =
      "a third each of images called for, other pool images and curated ones, by a hash of the id";

  private ReadMap() {}

  private record Vector(String id, double[] vector) {}

  static ImageMap of(Sql sql, Sizes sizes) throws SQLException, IOException {
    List<Vector> vectors = vectors(sql, sizes);
    PrincipalAxes axes = PrincipalAxes.of(vectors.stream().map(Vector::vector).toList(), 2);
    double[] explained = new double[2];
    double[][] places = new double[2][vectors.size()];
    for (int axis = 0; axis < 2; axis++) {
      boolean found = axis < axes.axes().length;
      explained[axis] = found ? axes.explained(axis) : 0;
      double least = Double.POSITIVE_INFINITY;
      double greatest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < vectors.size(); i++) {
        places[axis][i] = found ? axes.project(vectors.get(i).vector, axis) : 0;
        least = Math.min(least, places[axis][i]);
        greatest = Math.max(greatest, places[axis][i]);
      }
      for (int i = 0; i < vectors.size(); i++) {
        places[axis][i] = greatest > least ? (places[axis][i] - least) / (greatest - least) : 0.5;
      }
    }
    List<ImageMap.Point> points = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      points.add(new ImageMap.Point(places[0][i], places[1][i], vectors.get(i).id));
    }
    long of =
        Select.number(
            sql,
            "SELECT count(*) FROM images WHERE source = 'pool' OR starts_with(source, 'curated/')");
    return new ImageMap(
        METHOD, explained, new Sample<>(points, of, curated(sql) ? ORDER : "by a hash of the id"));
  }

  private static List<Vector> vectors(Sql sql, Sizes sizes) throws SQLException, IOException {
    int third = curated(sql) ? sizes.map() / 3 : sizes.map();
    Set<String> ids = new TreeSet<>();
    String called = "SELECT id FROM retrieved WHERE mode <> 'as_is'";
    ids.addAll(ids(sql, Select.format("SELECT DISTINCT id FROM (%s)", called), third));
    ids.addAll(
        ids(
            sql,
            Select.format("SELECT id FROM images WHERE source = 'pool' AND id NOT IN (%s)", called),
            third));
    ids.addAll(ids(sql, "SELECT id FROM images WHERE starts_with(source, 'curated/')", third));
    if (ids.isEmpty()) {
      return List.of();
    }
    return Select.list(
        sql,
        "SELECT id, embedding FROM images WHERE embedding IS NOT NULL AND id IN "
            + Select.oneOf(ids)
            + " ORDER BY id",
        row -> new Vector(row.getString(1), unit((Object[]) row.getArray(2).getArray())));
  }

  private static boolean curated(Sql sql) throws SQLException, IOException {
    return Select.number(sql, "SELECT count(*) FROM images WHERE starts_with(source, 'curated/')")
        > 0;
  }

  private static List<String> ids(Sql sql, String query, int most)
      throws SQLException, IOException {
    return Select.list(
        sql,
        Select.format("SELECT id FROM (%s) ORDER BY md5(id), id LIMIT %d", query, most),
        row -> row.getString(1));
  }

  private static double[] unit(Object[] components) {
    double[] vector = new double[components.length];
    double squares = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = ((Number) components[i]).doubleValue();
      squares += vector[i] * vector[i];
    }
    for (int i = 0; i < vector.length && squares > 0; i++) {
      vector[i] /= Math.sqrt(squares);
    }
    return vector;
  }
}
