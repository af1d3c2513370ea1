package io.gleaner.pipeline.print;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows as JSON objects; NaN and infinities, which JSON has no numbers for, are texts. */
public final class JsonRows {
  private JsonRows() {}

  /**
   * @param lines whether each row is a line, in place of one array
   */
  public static void write(ResultSet result, Writer out, boolean lines)
      throws SQLException, IOException {
    List<String> names = names(result.getMetaData());
    JsonGenerator json =
        PlainValue.JSON
            .createGenerator(out)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .setRootValueSeparator(null);
    String before = lines ? "" : "[\n  ";
    while (result.next()) {
      Map<String, Object> row = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        row.put(names.get(i), PlainValue.of(result.getObject(i + 1)));
      }
      json.writeRaw(before);
      json.writeObject(row);
      before = lines ? "\n" : ",\n  ";
    }
    boolean none = before.isEmpty() || before.startsWith("[");
    json.writeRaw(lines ? none ? "" : "\n" : none ? "[]\n" : "\n]\n");
    json.flush();
  }

  /** Returns the columns' names, each once: a second {@code id} is {@code id_2}. */
  private static List<String> names(ResultSetMetaData columns) throws SQLException {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String name = columns.getColumnName(i);
      String once = name;
      for (int n = 2; names.contains(once); n++) {
        once = name + "_" + n;
      }
      names.add(once);
    }
    return names;
  }
}
