package io.gleaner.pipeline.encoder.architecture;

import java.util.Locale;
import java.util.Optional;

/** What follows a feed-forward's first layer. */
enum Activation {
  NONE("%s", "none", "none"),
  GELU("torch.gelu(%s)", "gelu", "none"),
  /** By tanh in place of the error function. */
  GELU_TANH("torch.gelu(%s, approximate=\"tanh\")", "gelu", "tanh"),
  /** CLIP's {@code x * sigmoid(1.702 x)}. */
  QUICK_GELU("torch.mul(%1$s, torch.sigmoid(torch.mul(%1$s, 1.702)))", null, null),
  RELU("torch.relu(%s)", "relu", "none"),
  SILU("torch.silu(%s)", "swish", "none");

  private final String format;
  private final String fused;
  private final String algorithm;

  Activation(String format, String fused, String algorithm) {
    this.format = format;
    this.fused = fused;
    this.algorithm = algorithm;
  }

  /** Returns the activation as an expression over {@code %1$s}. */
  String format() {
    return format;
  }

  /** Returns oneDNN's names of it and of its algorithm, where it can follow a product at once. */
  Optional<String[]> fused() {
    return Optional.ofNullable(fused).map(name -> new String[] {name, algorithm});
  }

  /** Returns the activation that transformers or timm call so. */
  static Optional<Activation> of(String name) {
    return Optional.ofNullable(
        switch (name.toLowerCase(Locale.ROOT)) {
          case "gelu" -> GELU;
          case "gelu_new", "gelu_pytorch_tanh", "gelu_fast", "gelu_tanh", "gelutanh" -> GELU_TANH;
          case "quick_gelu", "quickgelu" -> QUICK_GELU;
          case "relu" -> RELU;
          case "silu", "swish" -> SILU;
          default -> null;
        });
  }
}
