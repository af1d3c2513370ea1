package io.gleaner.pipeline.copies;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tables of {@link CopyPair}s, one for each curated table that has any. */
public final class CopyTables {
  /** Key of a table's footer: the most copies that one image has. */
  private static final String MOST = "gleaner.most";

  private static final Format<CopyPair> COLUMNS =
      Format.<CopyPair>empty().withText("id", CopyPair::id).withText("copy_id", CopyPair::copyId);

  private CopyTables() {}

  /**
   * Writes a table, in place of an older one.
   *
   * @param pairs in {@link CopyPair#ORDER}
   */
  static void write(Location file, List<CopyPair> pairs) throws IOException {
    int most = 0;
    int copies = 0;
    for (int i = 0; i < pairs.size(); i++) {
      copies = i > 0 && pairs.get(i).id().equals(pairs.get(i - 1).id()) ? copies + 1 : 1;
      most = Math.max(most, copies);
    }
    try (TableWriter<CopyPair> writer =
        TableWriter.open(file, COLUMNS, Map.of(MOST, Integer.toString(most)))) {
      for (CopyPair pair : pairs) {
        writer.add(pair);
      }
      writer.commit();
    }
  }

  /** Returns the most copies that an image of a table has, from its footer. */
  public static int most(Location file) throws IOException {
    String most = TableReader.metadata(file).get(MOST);
    if (most == null) {
      throw new IOException(file + " has no " + MOST + " in its footer");
    }
    return Integer.parseInt(most);
  }

  /** Returns the copies of each image that has any; none where the file is not there. */
  public static Map<String, List<String>> read(Location file) throws IOException {
    Map<String, List<String>> copies = new HashMap<>();
    if (file.exists()) {
      try (TableReader reader = TableReader.open(file, "id", "copy_id")) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          copies.computeIfAbsent(row.text(0), id -> new ArrayList<>(1)).add(row.text(1));
        }
      }
    }
    return copies;
  }
}
