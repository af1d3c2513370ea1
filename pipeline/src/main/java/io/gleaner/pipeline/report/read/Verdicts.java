package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.report.figures.DuplicateFigures.Pair;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which of two images stayed, and why: from their rows, what was removed, and {@code keep}. */
final class Verdicts {
  /** A picture's size, 0 where the run has no table that tells it. */
  private record Size(int width, int height, long bytes) {
    long pixels() {
      return (long) width * height;
    }
  }

  private record Removal(String keptId, String kind) {}

  private final List<String> keep;
  private final Map<String, Size> sizes = new HashMap<>();
  private final Map<String, Removal> removals = new HashMap<>();

  private Verdicts(List<String> keep) {
    this.keep = keep;
  }

  /** Reads what is known of some images. */
  static Verdicts of(Sql sql, List<String> keep, Collection<String> ids)
      throws SQLException, IOException {
    Verdicts verdicts = new Verdicts(keep);
    String literals = Select.oneOf(ids);
    Select.list(
        sql,
        "SELECT id, width, height, bytes FROM images WHERE id IN " + literals,
        row ->
            verdicts.sizes.put(
                row.getString(1), new Size(row.getInt(2), row.getInt(3), row.getLong(4))));
    Select.list(
        sql,
        "SELECT id, kept_id, kind FROM removed WHERE id IN " + literals,
        row ->
            verdicts.removals.put(
                row.getString(1), new Removal(row.getString(2), row.getString(3))));
    return verdicts;
  }

  /** Returns a pair with which of both stayed and why. */
  Pair decide(Pair pair) {
    boolean aLeft = removals.containsKey(pair.a());
    boolean bLeft = removals.containsKey(pair.b());
    String kept = aLeft == bLeft ? null : aLeft ? pair.b() : pair.a();
    String why;
    if (kept != null) {
      why = why(kept, aLeft ? pair.a() : pair.b());
    } else if (aLeft) {
      why = "both left for a third image";
    } else {
      why = "both stayed";
    }
    return new Pair(pair.a(), pair.b(), pair.similarity(), pair.kind(), kept, why);
  }

  private String why(String kept, String left) {
    Removal removal = removals.get(left);
    if (!removal.keptId.equals(kept)) {
      return "the other left for a third image (" + removal.kind + ")";
    }
    return switch (removal.kind) {
      case "relative" -> "evaluation image: what resembles it leaves the pool";
      case "review" -> "a person never wants a picture of their component";
      case "curated" -> "curated image: its copies leave the pool";
      case "exact" -> "the same bytes, and the smaller id";
      default -> preferred(kept, left);
    };
  }

  /** By the first preference in which they differ; where that is not for it, the component's is. */
  private String preferred(String kept, String left) {
    Size one = sizes.getOrDefault(kept, new Size(0, 0, 0));
    Size other = sizes.getOrDefault(left, new Size(0, 0, 0));
    for (String preference : keep) {
      int order =
          switch (preference) {
            case "pixels" -> Long.compare(one.pixels(), other.pixels());
            case "bytes" -> Long.compare(one.bytes, other.bytes);
            default -> left.compareTo(kept);
          };
      if (order > 0) {
        return better(preference, one, other);
      } else if (order < 0) {
        break;
      }
    }
    return "stands for the whole component";
  }

  private static String better(String preference, Size one, Size other) {
    return switch (preference) {
      case "pixels" ->
          String.format(
              Locale.ROOT,
              "more pixels: %d x %d against %d x %d",
              one.width,
              one.height,
              other.width,
              other.height);
      case "bytes" ->
          String.format(Locale.ROOT, "more bytes: %,d against %,d", one.bytes, other.bytes);
      default -> "the smaller id";
    };
  }
}
