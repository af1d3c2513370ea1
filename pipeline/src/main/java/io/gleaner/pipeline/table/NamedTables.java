package io.gleaner.pipeline.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which of some tables a statement names. */
final class NamedTables {
  /*
   * DuckDB's own parser tells the tables of a SELECT, but of no other statement. There every word
   * counts that is no string: a view too many costs time, a view too few would fail the statement.
   */
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern STRING = Pattern.compile("'(?:[^']|'')*'");
  private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
  private static final Pattern DEFAULTS = Pattern.compile("^(memory\\.)?(main\\.)?");

  private NamedTables() {}

  /** Returns those of {@code names} that the statement names, and perhaps some more of them. */
  static Set<String> of(Connection connection, String statement, Set<String> names)
      throws SQLException {
    JsonNode parsed = parse(connection, statement);
    Set<String> found = new HashSet<>();
    boolean select = !parsed.path("error").asBoolean(true);
    if (select) {
      baseTables(parsed, found);
    } else {
      Matcher words = WORD.matcher(STRING.matcher(statement).replaceAll("''"));
      while (words.find()) {
        found.add(words.group().toLowerCase(Locale.ROOT));
      }
    }
    Set<String> named = new LinkedHashSet<>();
    for (String name : names) {
      if (found.contains(select ? name : name.substring(name.lastIndexOf('.') + 1))) {
        named.add(name);
      }
    }
    return named;
  }

  private static JsonNode parse(Connection connection, String statement) throws SQLException {
    try (PreparedStatement serialize =
        connection.prepareStatement("SELECT json_serialize_sql(?::VARCHAR)::VARCHAR")) {
      serialize.setString(1, statement);
      try (ResultSet result = serialize.executeQuery()) {
        result.next();
        return JSON.readTree(result.getString(1));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("DuckDB's parse of a statement is no JSON", e);
    }
  }

  private static void baseTables(JsonNode node, Set<String> found) {
    if ("BASE_TABLE".equals(node.path("type").asText())) {
      StringBuilder name = new StringBuilder();
      for (String part : new String[] {"catalog_name", "schema_name", "table_name"}) {
        String text = node.path(part).asText();
        name.append(name.isEmpty() || text.isEmpty() ? "" : ".").append(text);
      }
      found.add(DEFAULTS.matcher(name.toString().toLowerCase(Locale.ROOT)).replaceFirst(""));
    }
    node.forEach(child -> baseTables(child, found));
  }
}
