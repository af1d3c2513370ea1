package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.view.RunViews;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The questions of docs/cookbook.md, asked to a run of the samples. */
class CookbookTest {
  /**
   * A question of the page.
   *
   * @param options after the statement
   * @param exact whether no embedding decides anything in the answer
   * @param answer as the page shows it, or empty
   */
  record Question(
      String title, String statement, List<String> options, boolean exact, String answer) {
    @Override
    public String toString() {
      return title;
    }
  }

  private static final Pattern QUESTION =
      Pattern.compile(
          "## (\\d+\\. [^\n"
              + "]+)\n"
              + "[^#]*?```bash\n"
              + "gleaner sql runs/quickstart \"\n"
              + "([^\"]*)\"([^\n"
              + "]*)\n"
              + "```\n"
              + "(?:\n"
              + "(<!-- exact -->\n"
              + ")?```text\n"
              + "(.*?\n"
              + ")```\n"
              + ")?",
          Pattern.DOTALL);

  @TempDir Path folder;

  static List<Question> questions() throws IOException {
    List<Question> questions = new ArrayList<>();
    Matcher found = QUESTION.matcher(Files.readString(Path.of("../docs/cookbook.md")));
    while (found.find()) {
      questions.add(
          new Question(
              found.group(1),
              found.group(2),
              found.group(3).isBlank() ? List.of() : List.of(found.group(3).strip().split(" ")),
              found.group(4) != null,
              found.group(5) == null ? "" : found.group(5)));
    }
    return questions;
  }

  @Test
  void page_hasTwentyQuestionsInOrder() throws IOException {
    assertThat(questions()).hasSize(20);
    for (int i = 0; i < 20; i++) {
      assertThat(questions().get(i).title()).startsWith((i + 1) + ". ");
    }
    assertThat(questions().stream().filter(Question::exact)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("questions")
  void question_onTheQuickstart_isAnsweredAsThePageShows(Question question) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("sql", SharedQuickstart.run().toString(), question.statement()));
    for (String option : question.options()) {
      command.add(option.contains(".") ? folder.resolve(option).toString() : option);
    }
    Captured said = Captured.run(command.toArray(String[]::new));
    assertThat(said.exit()).as(said.error()).isZero();
    if (question.exact()) {
      assertThat(said.out()).isEqualTo(question.answer());
    }
    assertThat(columns(said.out())).isEqualTo(columns(question.answer()));
    assertThat(said.out().lines().count())
        .as("there is an answer: %s", said.out())
        .isGreaterThanOrEqualTo(question.answer().isEmpty() ? 0 : 3);
    assertThat(folder.toFile().list()).hasSize(question.answer().isEmpty() ? 1 : 0);
  }

  private static String columns(String answer) {
    return answer.lines().findFirst().orElse("").strip().replaceAll(" {3,}", " | ");
  }

  /** What the views say that a table has is what the run's tables have. */
  @Test
  void views_ofTheQuickstart_haveTheColumnsAndTypesOfItsTables() throws Exception {
    RunDirectory run = new RunDirectory(Location.of(SharedQuickstart.run()));
    Location empty = Location.of(Files.createDirectories(folder.resolve("empty")));
    try (Sql sql = Sql.open(folder.resolve("spill"), 1, "500MB")) {
      RunViews.open(run, sql);
      RunViews.open(new RunDirectory(empty), sql, "none");
      Map<String, Location> tables =
          Map.ofEntries(
              Map.entry("images", run.images(RunDirectory.POOL)),
              Map.entry("rejected", run.rejected()),
              Map.entry("exact", run.hashes().resolve("exact")),
              Map.entry("copies", run.hashes().resolve("copies")),
              Map.entry("near", run.neighbours().resolve("pool")),
              Map.entry("duplicates", run.duplicates()),
              Map.entry("components", run.components()),
              Map.entry("clusters", run.centroids()),
              Map.entry("assignments", run.assignments()),
              Map.entry("retrieved", run.retrieved("shoes")),
              Map.entry("manifest", run.manifest()),
              Map.entry("statistics.composition", run.statistics().resolve("composition.parquet")),
              Map.entry("statistics.sources", run.statistics().resolve("sources.parquet")),
              Map.entry("statistics.rejections", run.statistics().resolve("rejections.parquet")),
              Map.entry(
                  "statistics.deduplication", run.statistics().resolve("deduplication.parquet")),
              Map.entry("statistics.components", run.statistics().resolve("components.parquet")),
              Map.entry("statistics.collisions", run.statistics().resolve("collisions.parquet")),
              Map.entry("statistics.similarity", run.statistics().resolve("similarity.parquet")));
      for (Map.Entry<String, Location> table : tables.entrySet()) {
        Set<String> there =
            described(sql, "SELECT * FROM " + sql.tables(RunDirectory.tables(table.getValue())));
        assertThat(described(sql, "SELECT * FROM none." + table.getKey()))
            .as("%s without a table has what all tables have", table.getKey())
            .containsAll(carriedLeftOut(there));
        assertThat(described(sql, "SELECT * FROM " + table.getKey()))
            .as(table.getKey())
            .containsAll(there);
      }
    }
  }

  private static Set<String> carriedLeftOut(Set<String> columns) {
    Set<String> own = new TreeSet<>(columns);
    own.removeAll(Set.of("caption VARCHAR", "licence VARCHAR", "url VARCHAR"));
    return own;
  }

  private static Set<String> described(Sql sql, String query) throws Exception {
    Set<String> columns = new TreeSet<>();
    for (Map<String, Object> column : sql.rows("DESCRIBE " + query)) {
      columns.add(column.get("column_name") + " " + column.get("column_type"));
    }
    return columns;
  }
}
