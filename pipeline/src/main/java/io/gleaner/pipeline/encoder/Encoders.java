package io.gleaner.pipeline.encoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The door of the room: from a model's path to an {@link Encoder}. */
public final class Encoders {
  private Encoders() {}

  /**
   * Loads a model: a folder is a Hugging Face checkpoint, a file is TorchScript with its YAML.
   *
   * @throws UnusableModelException where it cannot be used
   */
  public static Encoder load(Path model, EncoderConfig runtime) throws IOException {
    if (Files.isDirectory(model)) {
      return Checkpoint.load(model, runtime);
    }
    if (!Files.isRegularFile(model)) {
      throw new UnusableModelException(
          model, "is not there; a model is a checkpoint folder or a TorchScript file");
    }
    return TorchScriptModel.load(model, runtime);
  }
}
