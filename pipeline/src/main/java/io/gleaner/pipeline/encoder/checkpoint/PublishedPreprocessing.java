package io.gleaner.pipeline.encoder.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.gleaner.pipeline.image.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a checkpoint folder says that its images are preprocessed. Of transformers' files this
 * decides which one counts, and by which release its image processor is read:
 *
 * <ol>
 *   <li>the {@code image_processor} inside {@code processor_config.json}, where there is one;
 *       transformers 5 saves a processor so, and reads it before any other file,
 *   <li>{@code preprocessor_config.json}, read by the release that wrote {@code config.json}
 *       ({@code transformers_version}), by transformers 4 where it names none.
 * </ol>
 *
 * @param files that were read beside {@code config.json}
 * @param reasons for the choice, one sentence each
 * @param notices what another reading would give, one sentence each: a person should look at them
 */
public record PublishedPreprocessing(
    Preprocessing preprocessing, List<Path> files, List<String> reasons, List<String> notices) {
  private static final String WHOLE = "processor_config.json";
  private static final String ALONE = "preprocessor_config.json";
  private static final String NESTED = "image_processor";
  private static final String VERSION = "transformers_version";

  public PublishedPreprocessing {
    files = List.copyOf(files);
    reasons = List.copyOf(reasons);
    notices = List.copyOf(notices);
  }

  /** Reads timm's, which is in its {@code config.json}. */
  public static PublishedPreprocessing timm(
      Path configFile, JsonNode config, PreprocessingOverride override) {
    override.requireKeysOf(configFile, "timm's pretrained_cfg", PreprocessingOverride.TIMM);
    List<String> reasons = new ArrayList<>();
    reasons.add("config.json, as timm's evaluation transform");
    try {
      Preprocessing preprocessing = TimmPreprocessing.read(configFile, config, override);
      addOverride(override, reasons);
      return new PublishedPreprocessing(preprocessing, List.of(), reasons, List.of());
    } catch (UnusableModelException e) {
      throw override.isEmpty() ? e : override.explained(configFile, e);
    }
  }

  /** Reads those of transformers from the folder that a {@code config.json} is in. */
  public static PublishedPreprocessing transformers(
      Path configFile, JsonNode config, PreprocessingOverride override) throws IOException {
    Path whole = configFile.resolveSibling(WHOLE);
    Path alone = configFile.resolveSibling(ALONE);
    JsonNode nested = Files.isRegularFile(whole) ? SettingsFile.read(whole).get(NESTED) : null;
    boolean isNested = nested != null && nested.isObject();
    if (!isNested && !Files.isRegularFile(alone)) {
      throw new UnusableModelException(
          alone,
          "is not there, and no "
              + WHOLE
              + " with an "
              + NESTED
              + "; a checkpoint folder needs one of them");
    }
    Path file = isNested ? whole : alone;
    override.requireKeysOf(
        file, "an image processor of transformers", PreprocessingOverride.TRANSFORMERS);
    JsonNode settings = isNested ? nested : unwrapped(SettingsFile.read(alone));
    List<String> reasons = new ArrayList<>();
    reasons.add(
        isNested
            ? "the image_processor of "
                + WHOLE
                + (Files.isRegularFile(alone) ? ", which goes before " + ALONE : "")
            : ALONE);
    Release release = release(file, config, isNested, override, reasons);
    String modelType = config.path("model_type").asText("");
    JsonNode merged = override.over(settings);
    try {
      Preprocessing preprocessing = PreprocessorConfig.read(file, merged, modelType, release);
      addOverride(override, reasons);
      return new PublishedPreprocessing(
          preprocessing,
          isNested || !Files.isRegularFile(whole) ? List.of(file) : List.of(file, whole),
          reasons,
          override.isEmpty()
              ? notices(isNested ? alone : null, file, settings, modelType, release, preprocessing)
              : List.of()); // a person has looked
    } catch (UnusableModelException e) {
      throw override.isEmpty() ? e : override.explained(file, e);
    }
  }

  /** transformers 4 takes an image processor that is nested in this file too. */
  private static JsonNode unwrapped(JsonNode settings) {
    return settings.path(NESTED).isObject() ? settings.get(NESTED) : settings;
  }

  private static Release release(
      Path file,
      JsonNode config,
      boolean nested,
      PreprocessingOverride override,
      List<String> reasons) {
    JsonNode asked = override.values().get(PreprocessingOverride.RELEASE);
    if (asked != null) {
      Release release =
          Release.of(asked.asText())
              .filter(each -> asked.asText().matches("[45]"))
              .orElseThrow(
                  () ->
                      new UnusableModelException(
                          file, "preprocessing.transformers is " + asked + ", must be 4 or 5"));
      reasons.add("read as " + release + " does, which the recipe asks for");
      return release;
    }
    if (nested) {
      reasons.add("read as " + Release.FIVE + " does, which saves processors so");
      return Release.FIVE;
    }
    String version = config.path(VERSION).asText("");
    Optional<Release> written = Release.of(version);
    Release release = written.orElse(Release.FOUR);
    reasons.add(
        "read as "
            + release
            + " does: config.json "
            + (written.isPresent() ? "was written by " + version : "names no version"));
    return release;
  }

  private static void addOverride(PreprocessingOverride override, List<String> reasons) {
    if (!override.isEmpty()) {
      reasons.add("with the recipe's preprocessing: " + override);
    }
  }

  /**
   * Says what the other release makes of the same settings, and what a file says that is not read,
   * where images differ by more than rounding.
   *
   * @param unread a file that is perhaps there too, or null
   */
  private static List<String> notices(
      Path unread,
      Path file,
      JsonNode settings,
      String modelType,
      Release release,
      Preprocessing chosen)
      throws IOException {
    List<String> notices = new ArrayList<>();
    if (unread != null && Files.isRegularFile(unread)) {
      difference(unread, SettingsFile.read(unread), modelType, release, chosen)
          .ifPresent(other -> notices.add(ALONE + " says otherwise and is not read: " + other));
    }
    difference(file, settings, modelType, release.other(), chosen)
        .ifPresent(
            other ->
                notices.add(
                    String.format(
                        Locale.ROOT,
                        "%s would give: %s; preprocessing: { transformers: %s } asks for it",
                        release.other(),
                        other,
                        release.other().number())));
    return notices;
  }

  /** Describes another reading where it differs; empty where it is the same, or none. */
  private static Optional<String> difference(
      Path file, JsonNode settings, String modelType, Release release, Preprocessing chosen) {
    try {
      Preprocessing other = PreprocessorConfig.read(file, unwrapped(settings), modelType, release);
      return chosen.showsTheSameAs(other) ? Optional.empty() : Optional.of(other.describe());
    } catch (UnusableModelException e) {
      return Optional.empty();
    }
  }
}
