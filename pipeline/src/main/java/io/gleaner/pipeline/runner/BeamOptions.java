package io.gleaner.pipeline.runner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Beam's own options, {@code NAME=VALUE}, as a user gives them for all pipelines of a command. */
public final class BeamOptions {
  /** What has an option of its own here, or is none of the user's business. */
  private static final Map<String, String> TAKEN =
      Map.of(
          "runner", "say --runner",
          "parallelism", "say --parallelism",
          "targetParallelism", "say --parallelism",
          "flinkMaster", "say --flink-master",
          "blockOnRun", "stages wait for their pipelines",
          "attachedMode", "stages wait for their pipelines",
          "streaming", "stages are batches");

  private final Map<String, String> values;

  private BeamOptions(Map<String, String> values) {
    this.values = values;
  }

  public static BeamOptions none() {
    return new BeamOptions(Map.of());
  }

  /**
   * @param assignments each {@code NAME=VALUE}
   * @throws IllegalArgumentException where Beam knows no such option, refuses its value, or where
   *     it is not for the user to set
   */
  public static BeamOptions of(List<String> assignments) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "--beam is \"%s\", must be NAME=VALUE", assignment));
      }
      String name = assignment.substring(0, equals);
      if (TAKEN.containsKey(name)) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "--beam %s cannot be set: %s", name, TAKEN.get(name)));
      }
      values.put(name, assignment.substring(equals + 1));
    }
    BeamOptions options = new BeamOptions(values);
    if (!values.isEmpty()) { // Beam takes most of a second to find all options that it has
      options.as(PipelineOptions.class);
    }
    return options;
  }

  /** Returns the names that were given. */
  Set<String> names() {
    return values.keySet();
  }

  /** Returns these options with one more, unless it was given. */
  BeamOptions withDefault(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(values);
    more.putIfAbsent(name, value);
    return new BeamOptions(more);
  }

  /** Returns new options of Beam's. */
  <T extends PipelineOptions> T as(Class<T> type) {
    List<String> arguments = new ArrayList<>();
    values.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    try {
      return PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new)).as(type);
    } catch (RuntimeException e) { // Beam has no one type for it
      throw new IllegalArgumentException("--beam: " + e.getMessage(), e);
    }
  }
}
