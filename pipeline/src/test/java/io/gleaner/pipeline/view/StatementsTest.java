package io.gleaner.pipeline.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementsTest {
  private static final List<String> PIECES =
      List.of(
          "SELECT ';'",
          "SELECT 'it''s;'",
          "SELECT E'\\';' AS \"a;\"\"b\"",
          "SELECT $$;'$$",
          "SELECT $a$ ;$$; $a$",
          "SELECT 1 -- ;'\n + 2",
          "SELECT /* ; /* ' */ ; */ 3",
          "SELECT 1 AS e, 'x;' AS a$b");

  @Test
  void split_emptyAndComments_areNoStatements() {
    assertThat(Statements.split("")).isEmpty();
    assertThat(Statements.split(" ; -- one;\n /* two; */ ;;")).isEmpty();
    assertThat(Statements.split("SELECT 1;")).containsExactly("SELECT 1");
    assertThat(Statements.split("-- why\nSELECT 1")).containsExactly("-- why\nSELECT 1");
    assertThat(Statements.split("SELECT 'open; ")).containsExactly("SELECT 'open;");
    assertThat(Statements.split("/* open; ")).isEmpty();
  }

  /** Statements that DuckDB takes one by one are found again in a text of several. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void split_joinedStatements_givesThemBack(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> expected = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      String piece = PIECES.get(random.nextInt(PIECES.size()));
      expected.add(piece);
      text.append(piece).append(random.nextBoolean() ? ";" : " ;\n;");
    }
    assertThat(Statements.split(text.toString())).as("seed %d", seed).isEqualTo(expected);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (String piece : PIECES) {
        assertThat(statement.execute(piece)).as(piece).isTrue();
      }
    }
  }
}
