package io.gleaner.pipeline.run;

import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.config.RecipeChange;
import io.gleaner.pipeline.config.RecipeException;
import io.gleaner.pipeline.config.RecipeReader;
import io.gleaner.pipeline.origin.Build;
import io.gleaner.pipeline.origin.EncoderOrigin;
import io.gleaner.pipeline.run.RunPlan.Planned;
import io.gleaner.pipeline.run.RunPlan.State;
import io.gleaner.pipeline.run.RunPlan.Work;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds out which stages a run would make, and why. The stages' own fingerprints decide, as in
 * {@link StageRunner}; the recipe in {@code run.json} explains: a key is the reason for the first
 * stage whose fingerprint differs between two recipes that differ by that key alone.
 */
final class Planner {
  private final Recipe recipe;
  private final RunDirectory directory;
  private final Stages stages;
  private final Optional<RunJson> stored;
  private final List<RecipeChange> changes;
  private final Map<String, List<RecipeChange>> reasons = new HashMap<>();
  private EmbedForecast forecast;

  Planner(Recipe recipe, RunDirectory directory, Stages stages) throws IOException {
    this.recipe = recipe;
    this.directory = directory;
    this.stages = stages;
    this.stored = RunJson.read(directory);
    Optional<Recipe> earlier = stored.flatMap(Planner::recipe);
    this.changes = earlier.map(old -> RecipeChange.between(old, recipe)).orElse(List.of());
    explain();
  }

  /**
   * @param from the stage from which on everything is done again, or null
   * @param until the last stage, or null
   * @throws UnusableRunException where the run would end with it
   */
  List<Planned> plan(String from, String until) throws IOException {
    List<Planned> plan = new ArrayList<>();
    boolean forced = false;
    boolean asked = true;
    String again = null;
    for (Stage stage : stages.all()) {
      forced |= stage.name().equals(from);
      Planned planned =
          asked
              ? plan(stage, forced, again)
              : new Planned(stage.name(), State.NOT_ASKED, List.of("--until " + until), null, null);
      plan.add(planned);
      if (planned.state() == State.AGAIN || planned.state() == State.NOT_MADE) {
        again = stage.name();
      }
      asked &= !stage.name().equals(until);
    }
    return plan;
  }

  private Planned plan(Stage stage, boolean forced, String again) throws IOException {
    Optional<Mark> mark = mark(stage);
    Outputs found = Outputs.list(directory.root(), stage.outputs());
    boolean same = mark.isPresent() && mark.get().fingerprint().equals(stage.fingerprint());
    List<String> wrong = mark.map(found::notAsMarked).orElse(List.of());
    if (!forced && same) {
      List<Location> unmarked = found.unmarkedTables(mark.get().files());
      if (!unmarked.isEmpty()) {
        throw UnusableRunException.unmarked(unmarked);
      }
      if (wrong.isEmpty()) {
        return planned(stage, State.COMPLETE, List.of(), mark);
      }
    }
    if (!found.foreign().isEmpty()) {
      throw UnusableRunException.foreign(found.foreign());
    }
    if (forced) {
      List<String> asked = List.of("it is asked for by --force or --from");
      return planned(stage, mark.isPresent() ? State.AGAIN : State.NOT_MADE, asked, mark);
    }
    if (mark.isEmpty()) {
      return planned(stage, State.NOT_MADE, List.of(), mark);
    }
    List<String> why = new ArrayList<>();
    if (!same) {
      why.addAll(stage == stages.embed() ? embedding() : ownReasons(stage));
      if (again != null) {
        why.add("it follows from " + again);
      }
      if (why.isEmpty()) {
        why.add(unexplained());
      }
    }
    if (!wrong.isEmpty()) {
      why.add(
          wrong.get(0)
              + (wrong.size() == 1
                  ? ""
                  : String.format(Locale.ROOT, " (and so with %d more)", wrong.size() - 1)));
    }
    return planned(stage, State.AGAIN, why, mark);
  }

  private Planned planned(Stage stage, State state, List<String> why, Optional<Mark> mark)
      throws IOException {
    Double seconds = mark.map(Mark::seconds).orElse(null);
    if (stage != stages.embed()) {
      return new Planned(stage.name(), state, why, seconds, null);
    }
    long units = stages.embed().units().size();
    if (state == State.COMPLETE) {
      return new Planned(stage.name(), state, why, seconds, new Work(0, units, 0, 0));
    }
    List<String> lines = new ArrayList<>(why);
    if (state == State.NOT_MADE && why.isEmpty() && forecast().anyDone()) {
      lines.add("it was begun");
    }
    return new Planned(stage.name(), state, lines, seconds, forecast().work());
  }

  /** A mark of another format is none: {@link #note} tells of it. */
  private Optional<Mark> mark(Stage stage) throws IOException {
    try {
      return Mark.read(directory.mark(stage.name()));
    } catch (UnusableRunException e) {
      return Optional.empty();
    }
  }

  /** Returns what keeps the run from beginning, or null. */
  String note(String from) throws IOException {
    try {
      directory.requireFormat();
      return null;
    } catch (UnusableRunException e) {
      return stages.list().get(0).name().equals(from) ? null : e.getMessage();
    }
  }

  private List<String> ownReasons(Stage stage) {
    return reasons.getOrDefault(stage.name(), List.of()).stream().map(RecipeChange::text).toList();
  }

  /** What is embedded depends on models, decoder and inputs too. */
  private List<String> embedding() throws IOException {
    List<String> why = new ArrayList<>(ownReasons(stages.embed()));
    boolean explained = !why.isEmpty();
    if (stored.isPresent()) {
      List<EncoderOrigin> now = stages.embed().encoderOrigins();
      List<EncoderOrigin> then = stored.get().encoders();
      if (!digests(now).equals(digests(then))) {
        explained = true;
        List<String> keys =
            changes.stream().filter(Planner::isOfEncoders).map(RecipeChange::text).toList();
        why.addAll(keys);
        if (keys.isEmpty()) {
          why.add(
              "the files of an encoder changed, or how this build reads them: "
                  + digests(now)
                  + " in place of "
                  + digests(then));
        }
      }
      String decoder = stages.embed().machine().decoder();
      if (!decoder.equals(stored.get().machine().decoder())) {
        explained = true;
        why.add("images are decoded by " + decoder + ", not " + stored.get().machine().decoder());
      }
    }
    if (!explained || forecast().anyDone()) {
      why.addAll(forecast().bySource());
    }
    if (!explained && !forecast().anyDone() && otherBuild().isPresent()) {
      why.add("or units are embedded otherwise: " + otherBuild().get());
    }
    return why;
  }

  private EmbedForecast forecast() throws IOException {
    if (forecast == null) {
      forecast = EmbedForecast.of(stages.embed(), directory);
    }
    return forecast;
  }

  private static List<String> digests(List<EncoderOrigin> encoders) {
    return encoders.stream().map(EncoderOrigin::digest).toList();
  }

  private static boolean isOfEncoders(RecipeChange change) {
    String key = change.key();
    return key.startsWith("encoder.")
            && !List.of("encoder.batch", "encoder.device", "encoder.linear").contains(key)
        || key.equals("dedup.encoder")
        || key.startsWith("dedup.preprocessing");
  }

  private Optional<String> otherBuild() {
    Build now = Build.current();
    return stored
        .map(RunJson::gleaner)
        .filter(then -> !then.equals(now))
        .map(then -> "the run was made by Gleaner " + then.text() + ", and this is " + now.text());
  }

  private String unexplained() {
    if (stored.isEmpty()) {
      return "run.json, which holds the recipe that made it, is gone or of an earlier format";
    }
    return otherBuild()
        .orElse(
            "no key of the recipe in run.json tells: its inputs are others, or it was made by a"
                + " recipe that a later command has replaced there");
  }

  private static Optional<Recipe> recipe(RunJson json) {
    try {
      return Optional.of(RecipeReader.parse("run.json", json.recipe()));
    } catch (RecipeException e) {
      return Optional.empty(); // of a build that has other keys
    }
  }

  private void explain() throws IOException {
    if (note(null) != null) {
      return;
    }
    for (RecipeChange change : changes) {
      if (change.pair().isPresent()) {
        Map<String, String> without = fingerprints(change.pair().get().without());
        Map<String, String> with = fingerprints(change.pair().get().with());
        stages.all().stream()
            .map(Stage::name)
            .filter(name -> !Objects.equals(with.get(name), without.get(name)))
            .findFirst()
            .ifPresent(
                first -> reasons.computeIfAbsent(first, none -> new ArrayList<>()).add(change));
      }
    }
  }

  /** Returns what tells the stages of recipes apart, whatever their inputs hold. */
  private Map<String, String> fingerprints(Recipe other) {
    Stages others = Stages.of(other, directory);
    others.embed().assumeEmbedded();
    Map<String, String> fingerprints = new LinkedHashMap<>();
    for (Stage stage : others.all()) {
      fingerprints.put(
          stage.name(),
          stage == others.embed()
              ? others.embed().statedSettings() + others.sources()
              : stage.fingerprint());
    }
    return fingerprints;
  }
}
