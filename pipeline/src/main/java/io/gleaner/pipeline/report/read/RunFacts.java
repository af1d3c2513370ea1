package io.gleaner.pipeline.report.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.gleaner.dedup.DedupConfig;
import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.run.RecordedRecipe;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run says of itself: {@code run.json}, the recipe in it, and the marks of its stages. A
 * directory of single commands has marks only; what they do not tell is as by default, or NaN.
 *
 * @param json an empty object where there is no run.json
 * @param recipe none where there is no run.json
 */
record RunFacts(JsonNode json, Optional<Recipe> recipe, List<JsonNode> marks) {
  private static final double MILLION = 1e6;
  private static final List<String> ORDER =
      List.of(
          "embed",
          "check",
          "hash",
          "neighbours",
          "deduplicate",
          "curated_copies",
          "cluster",
          "retrieve",
          "manifest",
          "report");

  static RunFacts of(RunDirectory directory) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode json = mapper.createObjectNode();
    if (directory.runJson().exists()) {
      json = mapper.readTree(directory.runJson().readText());
    }
    Optional<Recipe> recipe = RecordedRecipe.of(directory).map(RecordedRecipe::recipe);
    List<JsonNode> marks = new ArrayList<>();
    for (StoredFile file : Listing.of(directory.marks())) {
      if (file.location().name().endsWith(".json")) {
        JsonNode mark = mapper.readTree(file.location().readText());
        if (mark.hasNonNull("stage")) {
          marks.add(mark);
        }
      }
    }
    marks.sort((a, b) -> Integer.compare(place(a), place(b)));
    return new RunFacts(json, recipe, marks);
  }

  private static int place(JsonNode mark) {
    int place = ORDER.indexOf(mark.path("stage").asText());
    return place < 0 ? ORDER.size() : place;
  }

  /** Whether a stage is complete. */
  boolean has(String stage) {
    return !mark(stage).isMissingNode();
  }

  private JsonNode mark(String stage) {
    return marks.stream()
        .filter(mark -> mark.path("stage").asText().equals(stage))
        .findFirst()
        .orElse(MissingNode.getInstance());
  }

  Map<String, Long> counts(JsonNode mark) {
    Map<String, Long> counts = new LinkedHashMap<>();
    mark.path("counts")
        .fields()
        .forEachRemaining(c -> counts.put(c.getKey(), c.getValue().asLong()));
    return counts;
  }

  /** Returns a count of a stage, 0 where there is none. */
  long count(String stage, String name) {
    return mark(stage).path("counts").path(name).asLong(0);
  }

  /** Returns the near-duplicate threshold, NaN where nothing tells it. */
  double threshold() {
    return recipe
        .map(known -> known.dedup().threshold())
        .orElseGet(() -> setting("deduplicate", "threshold"));
  }

  /** Returns the similarity above which a pool image is too near to an evaluation image, or NaN. */
  double against() {
    return recipe
        .map(known -> known.dedup().against())
        .map(Recipe.Against::threshold)
        .orElse(Double.NaN);
  }

  /** Returns the similarity down to which edges are stored, NaN where nothing tells it. */
  double floor() {
    return setting("neighbours", "floor");
  }

  private double setting(String stage, String name) {
    return mark(stage).path("settings").path(name).asDouble(Double.NaN);
  }

  /** Returns what makes an image the one to keep: {@code pixels}, {@code bytes}, {@code id}. */
  List<String> keep() {
    return recipe.map(known -> known.dedup().keep()).orElse(List.of("pixels", "bytes", "id"));
  }

  /** Returns the distinct images above which a component is taken apart, or the largest number. */
  long largestComponent(long poolImages) {
    if (recipe.isEmpty()) {
      return DedupConfig.DEFAULTS.limit(poolImages);
    }
    Recipe.DedupBlock dedup = recipe.get().dedup();
    return dedup.onLargeComponent().equals("keep")
        ? Long.MAX_VALUE
        : dedup.largestComponent().orElse(DedupConfig.DEFAULTS.limit(poolImages));
  }

  /** Returns how many images of a set a cluster must exceed, by set. */
  Map<String, Long> moreThan() {
    Map<String, Long> moreThan = new LinkedHashMap<>();
    recipe.ifPresent(
        known -> known.curated().forEach(set -> moreThan.put(set.name(), set.moreThan())));
    return moreThan;
  }
}
