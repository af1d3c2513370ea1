package io.gleaner.pipeline.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.config.Recipe.CuratedSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The composition table of LVD-142M (Oquab et al. 2024, Table 15), computed: the paper's inputs,
 * set sizes and matched clusters, by the rules of a recipe, modes, {@code per_query}, {@code
 * per_cluster} and {@code cap}. The paper does not print the clusters that hold more than three
 * images of a set: they are what it retrieved by 10,000 (docs/plan.md).
 *
 * @param rows in the recipe's order
 * @param absent sets of the paper that the recipe lacks
 */
public record PaperComposition(List<CompositionRow> rows, List<String> absent) {
  private static final String INPUTS = "lvd142m-inputs.csv";

  private record Input(String dataset, long images, String matched) {}

  /**
   * @throws IllegalArgumentException naming the sets of the recipe that the paper does not have
   */
  public static PaperComposition of(Recipe recipe) {
    Map<String, Input> inputs = inputs();
    List<CompositionRow> rows = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    List<String> absent = new ArrayList<>(inputs.keySet());
    for (CuratedSet set : recipe.curated()) {
      Input input = inputs.get(set.name());
      if (input == null) {
        unknown.add(set.name());
        continue;
      }
      absent.remove(set.name());
      for (String mode : set.retrieve()) {
        if (mode.equals("cluster") && input.matched.isEmpty()) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "the paper does not retrieve for %s by cluster, so that it does not tell how many"
                      + " clusters would match",
                  set.name()));
        }
        rows.add(
            CompositionRow.of(
                new SetDemand(
                    set.task(),
                    input.dataset,
                    input.images,
                    mode,
                    set.perQuery(),
                    mode.equals("cluster") ? Double.parseDouble(input.matched) : 0,
                    set.perCluster(),
                    set.cap())));
      }
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the paper has no sets of these names: %s; those of configs/lvd142m.yaml are %s",
              String.join(", ", unknown),
              String.join(", ", inputs.keySet())));
    }
    return new PaperComposition(List.copyOf(rows), List.copyOf(absent));
  }

  /** Returns the images of all rows together, as the paper adds them up. */
  @JsonProperty
  public long total() {
    return rows.stream().mapToLong(CompositionRow::kept).sum();
  }

  private static Map<String, Input> inputs() {
    try (InputStream in = PaperComposition.class.getResourceAsStream(INPUTS)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Map<String, Input> inputs = new LinkedHashMap<>();
      for (String line : text.lines().skip(1).toList()) {
        String[] cells = line.split(",", -1);
        inputs.put(cells[0], new Input(cells[1], Long.parseLong(cells[2]), cells[3]));
      }
      return inputs;
    } catch (IOException e) {
      throw new UncheckedIOException("a resource of Gleaner cannot be read", e);
    }
  }
}
