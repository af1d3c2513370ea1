package io.gleaner.pipeline.encoder.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Says of a folder without weights that are read what it has instead, and what to do. */
final class UnreadWeights {
  private static final Set<String> PICKLES = Set.of("bin", "pth", "pt", "ckpt");
  private static final String PICKLED_INDEX = "pytorch_model.bin.index.json";
  private static final String ALLOWED =
      "a checkpoint folder needs model.safetensors or model.safetensors.index.json, as Hugging Face"
          + " and timm lay it out";

  private UnreadWeights() {}

  static UnusableModelException of(Path folder) throws IOException {
    List<Path> files;
    try (var listed = Files.list(folder)) {
      files = listed.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      if (name(file).startsWith("open_clip_")) {
        return new UnusableModelException(file, "OpenCLIP's layout is not read; " + ALLOWED);
      }
    }
    List<Path> pickles = files.stream().filter(file -> PICKLES.contains(extension(file))).toList();
    List<Path> shards =
        pickles.stream()
            .filter(file -> name(file).matches("pytorch_model-\\d+-of-\\d+\\.bin"))
            .toList();
    if (Files.isRegularFile(folder.resolve(PICKLED_INDEX)) && !shards.isEmpty()) {
      return PickledWeights.refusal(folder.resolve(PICKLED_INDEX), shards);
    }
    for (Path file : pickles) {
      if (name(file).equals("pytorch_model.bin")) {
        return PickledWeights.refusal(file, List.of(file));
      }
    }
    for (Path file : pickles) {
      return PickledWeights.isTorchScript(file)
          ? new UnusableModelException(
              file, "is TorchScript in a checkpoint folder; to use it, name the file itself")
          : PickledWeights.refusal(file, List.of(file));
    }
    for (Path file : files) {
      if (extension(file).equals("safetensors")) {
        return new UnusableModelException(file, "is not read under this name; " + ALLOWED);
      }
    }
    return new UnusableModelException(
        folder.resolve("model.safetensors"), "is not there; " + ALLOWED);
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static String extension(Path file) {
    return name(file).substring(name(file).lastIndexOf('.') + 1);
  }
}
