package io.gleaner.pipeline.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How often a trainer draws from each set of an export. Weights are probabilities: they sum to 1
 * within a few units of the last place of float64, as NumPy's {@code choice} asks of what DINOv3's
 * {@code CombinedDataLoader} hands it.
 *
 * @param samples images that training draws in all
 * @param shares by set, in the order of the classes
 */
record Mix(long samples, Map<String, Share> shares) {
  static final String FILE = "mix.json";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * A set's part.
   *
   * @param folder what the set's files are called after
   * @param images of the set in the export
   * @param weight probability of a draw from it
   */
  record Share(String folder, long images, double weight) {
    /** Returns how often each of its images is drawn, as expected; none where it has no images. */
    Double epochs(long samples) {
      return images == 0 ? null : weight * samples / images;
    }
  }

  /**
   * Requires weights that can be mixed by, of sets that there are.
   *
   * @param weights by set, of any sum; nothing is required where there are none
   * @param sets that are exported
   * @throws UnusableExportException where one is not usable, or a set has none
   */
  static void require(Map<String, Double> weights, List<String> sets) {
    if (weights.isEmpty()) {
      return;
    }
    List<String> without = new ArrayList<>(sets);
    double sum = 0;
    for (Map.Entry<String, Double> weight : weights.entrySet()) {
      if (!without.remove(weight.getKey())) {
        throw new UnusableExportException(
            String.format(
                Locale.ROOT,
                "--weights: the export has no set \"%s\"; it has %s",
                weight.getKey(),
                sets.isEmpty() ? "none" : String.join(", ", sets)));
      }
      double value = weight.getValue();
      if (!(value >= 0 && value <= 1e9)) {
        throw new UnusableExportException(
            String.format(
                Locale.ROOT,
                "--weights: %s is %s, must be 0 to 1e9",
                weight.getKey(),
                weight.getValue()));
      }
      sum += value;
    }
    if (!without.isEmpty()) {
      throw new UnusableExportException(
          "--weights: " + String.join(", ", without) + " has no weight; 0 leaves a set out");
    }
    if (!(sum > 0)) {
      throw new UnusableExportException("--weights: all are 0, one must be above");
    }
  }

  /**
   * Mixes classes.
   *
   * @param classes of the export
   * @param weights by class, as {@link #require} takes them, a class without one has 0; each class
   *     by its images where there are none
   * @param samples that training draws, or null for as many as there are images
   */
  static Mix of(List<ExportMark.ClassCount> classes, Map<String, Double> weights, Long samples) {
    long images = classes.stream().mapToLong(ExportMark.ClassCount::images).sum();
    double sum = 0;
    for (ExportMark.ClassCount each : classes) {
      sum += weight(each, weights);
    }
    Map<String, Share> shares = new LinkedHashMap<>();
    for (ExportMark.ClassCount each : classes) {
      double weight = sum == 0 ? 0 : weight(each, weights) / sum;
      shares.put(each.name(), new Share(each.folder(), each.images(), weight));
    }
    return new Mix(samples == null ? images : samples, shares);
  }

  private static double weight(ExportMark.ClassCount of, Map<String, Double> weights) {
    return weights.isEmpty() ? of.images() : weights.getOrDefault(of.name(), 0.0);
  }

  /** Writes {@code mix.json}. */
  void write(Location folder) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("samples", samples);
    ObjectNode weights = json.putObject("weights");
    ObjectNode epochs = json.putObject("epochs");
    ObjectNode images = json.putObject("images");
    ObjectNode folders = json.putObject("folders");
    shares.forEach(
        (set, share) -> {
          weights.put(set, share.weight);
          epochs.put(set, share.epochs(samples));
          images.put(set, share.images);
          folders.put(set, share.folder);
        });
    folder.resolve(FILE).writeText(JSON.writeValueAsString(json) + "\n");
  }
}
