package io.gleaner.pipeline.plan;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gleaner.pipeline.run.SeenRun;
import io.gleaner.pipeline.run.SeenRun.SeenStage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What was planned beside what a run took. Nothing of the run is in the plan but its recipe and its
 * number of workers.
 *
 * @param ranOn the machine of the run
 * @param rows of each stage its seconds, its disk and its counts, then the seconds of all
 * @param notSeen stages that the run has not completed
 * @param notWhole stages that an earlier command had done a part of, so that their time is not that
 *     of all
 */
@JsonNaming(SnakeCaseStrategy.class)
public record SeenBeside(
    String name,
    String ranOn,
    int workers,
    List<Row> rows,
    List<String> notSeen,
    List<String> notWhole,
    Plan plan) {
  private static final String UNITS_DONE_BEFORE = "units_done_before";

  /**
   * One figure.
   *
   * @param what {@code seconds}, {@code disk bytes}, or a count
   * @param ratio predicted by seen, or null where nothing was seen
   */
  public record Row(String stage, String what, double predicted, double seen, Double ratio) {
    static Row of(String stage, String what, double predicted, double seen) {
      return new Row(stage, what, predicted, seen, seen == 0 ? null : predicted / seen);
    }
  }

  public static SeenBeside of(Plan plan, SeenRun run) {
    Map<String, SeenStage> seen =
        run.stages().stream().collect(Collectors.toMap(SeenStage::stage, Function.identity()));
    List<Row> rows = new ArrayList<>();
    List<String> notSeen = new ArrayList<>();
    List<String> notWhole = new ArrayList<>();
    double predicted = 0;
    double took = 0;
    for (StageForecast stage : plan.stages()) {
      SeenStage mark = seen.get(stage.stage());
      if (mark == null) {
        notSeen.add(stage.stage());
        continue;
      }
      if (mark.counts().getOrDefault(UNITS_DONE_BEFORE, 0L) > 0) {
        notWhole.add(stage.stage());
      }
      predicted += stage.seconds();
      took += mark.seconds();
      rows.add(Row.of(stage.stage(), "seconds", stage.seconds(), mark.seconds()));
      rows.add(Row.of(stage.stage(), "disk bytes", stage.diskBytes(), mark.bytes()));
      stage
          .counts()
          .forEach(
              (count, value) -> {
                if (mark.counts().containsKey(count)) {
                  rows.add(Row.of(stage.stage(), count, value, mark.counts().get(count)));
                }
              });
    }
    rows.add(Row.of("all stages", "seconds", predicted, took));
    return new SeenBeside(
        plan.name(), run.processor(), plan.workers(), rows, notSeen, notWhole, plan);
  }
}
