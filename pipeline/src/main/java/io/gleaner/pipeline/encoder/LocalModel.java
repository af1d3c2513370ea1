package io.gleaner.pipeline.encoder;

import io.gleaner.pipeline.encoder.checkpoint.UnusableModelException;
import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a model's files are on this machine: weights are mapped into memory, which takes a local
 * file. A remote model is copied once in a JVM, into a temporary folder that goes with it, and
 * takes the size of the checkpoint there. Thread-safe.
 */
public final class LocalModel {
  private static final Map<Location, Path> COPIES = new HashMap<>();

  private LocalModel() {}

  /**
   * Returns the path of a checkpoint folder, or of a TorchScript file that has its YAML beside it.
   *
   * @throws UnusableModelException where a remote model is not there
   */
  public static Path of(Location model) throws IOException {
    if (model.isLocal()) {
      return model.path();
    }
    synchronized (COPIES) {
      Path copy = COPIES.get(model);
      if (copy == null) {
        copy = copy(model);
        COPIES.put(model, copy);
      }
      return copy;
    }
  }

  private static Path copy(Location model) throws IOException {
    List<StoredFile> files = Listing.of(model);
    if (files.isEmpty()) {
      throw new UnusableModelException(
          model, "is not there; a model is a checkpoint folder or a TorchScript file");
    }
    Path folder = Files.createTempDirectory("gleaner-model-");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> discard(folder)));
    Path copy = folder.resolve(model.name());
    for (StoredFile file : files) {
      Path target = file.relative().isEmpty() ? copy : copy.resolve(file.relative());
      Files.createDirectories(target.getParent());
      file.location().copyTo(target);
    }
    if (Files.isRegularFile(copy)) {
      String yaml = TorchScriptModel.settings(model.name());
      Location settings = model.sibling(yaml);
      if (settings.exists()) {
        settings.copyTo(folder.resolve(yaml));
      }
    }
    return copy;
  }

  private static void discard(Path folder) {
    try {
      Location.of(folder).deleteAll();
    } catch (IOException e) {
      // a temporary folder that stays behind does no harm
    }
  }
}
