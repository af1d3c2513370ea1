package io.gleaner.pipeline.encoder.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import io.gleaner.pipeline.encoder.checkpoint.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The families of encoders that are read as their authors publish them: the door of the room. */
public enum Family {
  VIT("vit", "vit.", "google/vit-*, facebook/dino-vit*", Pooling.CLS, Vit::vit),
  DEIT("deit", "deit.", "facebook/deit-*", Pooling.CLS, Vit::deit),
  MAE("vit_mae", "vit.", "facebook/vit-mae-*", Pooling.CLS, Vit::mae),
  BEIT("beit", "beit.", "microsoft/beit-*", Pooling.POOLER, Beit::describe),
  SWIN("swin", "swin.", "microsoft/swin-*", Pooling.POOLER, Swin::first),
  SWIN_V2("swinv2", "swinv2.", "microsoft/swinv2-*", Pooling.POOLER, Swin::second),
  CLIP("clip", "", "openai/clip-vit-*, laion/CLIP-ViT-*", Pooling.PROJECTION, Clip::clip),
  CLIP_TOWER("clip_vision_model", "", "towers of these", Pooling.PROJECTION, Clip::clip),
  SIGLIP(
      "siglip", "", "google/siglip-*, siglip2-* of one resolution", Pooling.POOLER, Clip::siglip),
  SIGLIP_TOWER("siglip_vision_model", "", "towers of these", Pooling.POOLER, Clip::siglip),
  DINOV2("dinov2", "dinov2.", "facebook/dinov2-*", Pooling.CLS, Dinov2::plain),
  DINOV2_REGISTERS(
      "dinov2_with_registers",
      "dinov2_with_registers.",
      "facebook/dinov2-with-registers-*",
      Pooling.CLS,
      Dinov2::withRegisters),
  DINOV3("dinov3_vit", "", "facebook/dinov3-vit*", Pooling.CLS, Dinov3::describe),
  TIMM_VIT(
      "timm vit",
      "",
      "timm/vit_*, deit*: ViT, DeiT, iBOT, DINOv2, OpenCLIP, SigLIP",
      Pooling.POOLER,
      Timm::vit),
  TIMM_EVA("timm eva", "", "timm/eva*: EVA, EVA-02, EVA-CLIP", Pooling.POOLER, Eva::eva);

  private final String type;
  private final String prefix;
  private final String published;
  private final Pooling auto;
  private final Function<Source, Description> description;

  Family(
      String type,
      String prefix,
      String published,
      Pooling auto,
      Function<Source, Description> description) {
    this.type = type;
    this.prefix = prefix;
    this.published = published;
    this.auto = auto;
    this.description = description;
  }

  /** Returns the {@code model_type} of Hugging Face's config.json, or timm's class. */
  public String type() {
    return type;
  }

  /** Returns under what names checkpoints of the family are published. */
  public String published() {
    return published;
  }

  /** Returns the pooling that {@link Pooling#AUTO} is where a whole checkpoint is given. */
  public Pooling auto() {
    return auto;
  }

  /**
   * Returns the names that a tensor may have in a file, in the order in which to look for them.
   *
   * @param name as the family's authors published it
   */
  public List<String> names(String name) {
    return TensorNames.of(this).of(name, prefix);
  }

  /**
   * Returns the family of a checkpoint.
   *
   * @param file that {@code config} was read from
   * @throws io.gleaner.pipeline.encoder.checkpoint.UnusableModelException where there is none
   */
  public static Family of(Path file, JsonNode config) {
    String wanted =
        isTimms(config)
            ? "timm " + TimmArchitectures.arguments(file, config).text("class", "")
            : config.path("model_type").asText("");
    return Arrays.stream(values())
        .filter(family -> family.type.equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                Settings.of(file, config)
                    .refused(
                        String.format(
                            Locale.ROOT,
                            "model_type is \"%s\", must be one of %s; other networks work as TorchScript files",
                            wanted,
                            types())));
  }

  private static List<String> types() {
    return Arrays.stream(values())
        .map(Family::type)
        .filter(type -> !type.startsWith("timm"))
        .sorted()
        .toList();
  }

  /** Whether a config.json is timm's: it names an architecture in place of a model_type. */
  public static boolean isTimms(JsonNode config) {
    return config.has("architecture") && !config.has("model_type");
  }

  /**
   * Assembles the network of a checkpoint of this family.
   *
   * @param file that {@code config} was read from
   * @param shapes of the checkpoint's tensors by published name; null for what it lacks
   * @param height of the pixels that it is given, likewise {@code width}
   * @throws io.gleaner.pipeline.encoder.checkpoint.UnusableModelException for a configuration that
   *     Gleaner has no parts for, or a pooling that the network does not offer
   */
  public Architecture architecture(
      Path file,
      JsonNode config,
      Function<String, List<Long>> shapes,
      int height,
      int width,
      Pooling asked,
      Compute compute) {
    Settings settings =
        isTimms(config) ? TimmArchitectures.arguments(file, config) : Settings.of(file, config);
    if (settings.count("num_channels", 3) != 3) {
      throw settings.refused("num_channels", settings.count("num_channels", 3), "3");
    }
    Grid image = new Grid(height, width);
    Description network = description.apply(new Source(settings, shapes, image));
    Heads heads = network.heads();
    Pooling pooling = asked == Pooling.AUTO ? heads.auto() : asked;
    Head head = heads.offered().get(pooling);
    if (head == null) {
      throw settings.refused(
          String.format(
              Locale.ROOT,
              "its network offers the poolings %s, not %s",
              names(heads.offered()),
              name(asked)));
    }
    Script script = new Script(compute);
    return script.returning(network.write(script, image, head), pooling, network.shape(image));
  }

  private static String names(Map<Pooling, Head> offered) {
    return offered.keySet().stream().sorted().map(Family::name).collect(Collectors.joining(", "));
  }

  private static String name(Pooling pooling) {
    return pooling.name().toLowerCase(java.util.Locale.ROOT);
  }
}
