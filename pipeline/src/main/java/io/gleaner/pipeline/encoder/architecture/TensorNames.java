package io.gleaner.pipeline.encoder.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How a family's tensors are called in files. Gleaner asks for them by the names that its authors
 * published; a model around the encoder puts a prefix before them, and transformers 5 has names of
 * its own, which it writes where it is told not to keep the original ones ({@code
 * save_original_format=False}), and for vision towers always (5.24).
 */
final class TensorNames {
  private static final TensorNames PUBLISHED = renaming();

  /** {@code vit}, {@code deit}, {@code vit_mae} and {@code beit}. */
  private static final TensorNames VIT =
      renaming(
          "^encoder\\.layer\\.(\\d+)\\.", "layers.$1.",
          "\\.attention\\.attention\\.relative_position_bias\\.", ".relative_position_bias.",
          "^encoder\\.relative_position_bias\\.", "shared_position_bias.",
          "\\.attention\\.attention\\.query\\.", ".attention.q_proj.",
          "\\.attention\\.attention\\.key\\.", ".attention.k_proj.",
          "\\.attention\\.attention\\.value\\.", ".attention.v_proj.",
          "\\.attention\\.output\\.dense\\.", ".attention.o_proj.",
          "\\.intermediate\\.dense\\.", ".mlp.fc1.",
          "\\.output\\.dense\\.", ".mlp.fc2.");

  /** {@code dinov2} and {@code dinov2_with_registers}. */
  private static final TensorNames DINOV2 =
      renaming(
          "\\.attention\\.attention\\.query\\.", ".attention.q_proj.",
          "\\.attention\\.attention\\.key\\.", ".attention.k_proj.",
          "\\.attention\\.attention\\.value\\.", ".attention.v_proj.",
          "\\.attention\\.output\\.dense\\.", ".attention.o_proj.",
          "\\.mlp\\.weights_out\\.", ".mlp.down_proj.");

  private static final TensorNames DINOV3 = renaming("^layer\\.", "model.layer.");

  private static final TensorNames SWIN =
      renaming(
          "\\.attention\\.self\\.relative_position_bias_table$",
          ".attention.relative_position_bias.relative_position_bias_table",
          "\\.attention\\.self\\.query\\.",
          ".attention.q_proj.",
          "\\.attention\\.self\\.key\\.",
          ".attention.k_proj.",
          "\\.attention\\.self\\.value\\.",
          ".attention.v_proj.",
          "\\.attention\\.output\\.dense\\.",
          ".attention.o_proj.",
          "\\.intermediate\\.dense\\.",
          ".mlp.fc1.",
          "\\.output\\.dense\\.",
          ".mlp.fc2.");

  /** Vision towers of CLIP and SigLIP. */
  private static final TensorNames TOWER = renaming("^vision_model\\.", "");

  private final List<Pattern> patterns = new ArrayList<>();
  private final List<String> replacements = new ArrayList<>();

  private TensorNames() {}

  private static TensorNames renaming(String... pairs) {
    TensorNames names = new TensorNames();
    for (int i = 0; i < pairs.length; i += 2) {
      names.patterns.add(Pattern.compile(pairs[i]));
      names.replacements.add(pairs[i + 1]);
    }
    return names;
  }

  static TensorNames of(Family family) {
    return switch (family) {
      case VIT, DEIT, MAE, BEIT -> VIT;
      case SWIN -> SWIN;
      case CLIP, CLIP_TOWER, SIGLIP, SIGLIP_TOWER -> TOWER;
      case DINOV2, DINOV2_REGISTERS -> DINOV2;
      case DINOV3 -> DINOV3;
      case SWIN_V2, TIMM_VIT, TIMM_EVA -> PUBLISHED;
    };
  }

  /** Returns the names that a tensor may have in a file, the published one first. */
  List<String> of(String name, String prefix) {
    String renamed = name;
    for (int i = 0; i < patterns.size(); i++) {
      renamed = patterns.get(i).matcher(renamed).replaceFirst(replacements.get(i));
    }
    return List.of(name, prefix + name, renamed, prefix + renamed);
  }
}
