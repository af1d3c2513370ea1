package io.gleaner.pipeline.encoder.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What {@code torch.save} writes: a pickle, which is a program and is never run here. It comes as a
 * zip with {@code data.pkl} and, from PyTorch before 1.6, as a bare pickle. TorchScript is a zip
 * too, told by its folder {@code code/}.
 */
public final class PickledWeights {
  private static final byte FIRST_OF_A_PICKLE = (byte) 0x80;

  /** Letters that no shell reads as anything else. */
  private static final Pattern NEEDS_NO_QUOTES =
      Pattern.compile("[A-Za-z0-9_./:@%+=][\\w./:@%+=-]*");

  /**
   * Reads any number of state dicts, also behind the keys that DINO, iBOT and MAE wrap theirs in;
   * drops what wrappers put before names; copies each tensor, because safetensors refuses two that
   * share memory.
   */
  private static final String CONVERSION =
      "import argparse, sys, torch, safetensors.torch as s;"
          + " torch.serialization.add_safe_globals([argparse.Namespace]);"
          + " w = {};"
          + " [w.update(torch.load(f, map_location='cpu', weights_only=True)) for f in sys.argv[2:]];"
          + " w = next((w[k] for k in ('teacher', 'state_dict', 'model') if isinstance(w.get(k), dict)), w);"
          + " s.save_file({k.removeprefix('module.').removeprefix('backbone.'): v.clone().contiguous()"
          + " for k, v in w.items() if isinstance(v, torch.Tensor)}, sys.argv[1], {'format': 'pt'})";

  private PickledWeights() {}

  /**
   * Lets TorchScript pass.
   *
   * @throws UnusableModelException where the file is anything else; of pickled weights it tells how
   *     to convert them
   */
  public static void requireTorchScript(Path file) throws IOException {
    if (isTorchScript(file)) {
      return;
    }
    if (file.getFileName().toString().endsWith(".safetensors")) {
      throw new UnusableModelException(
          file, "is weights alone; a model is the folder that holds them and config.json");
    }
    if (isPickled(file)) {
      throw refusal(file, List.of(file));
    }
    throw new UnusableModelException(
        file, "is not TorchScript, which is a zip archive with a folder code/");
  }

  /**
   * Tells what to do with pickled weights.
   *
   * @param named in the message
   * @param files that hold the weights
   */
  static UnusableModelException refusal(Path named, List<Path> files) {
    return new UnusableModelException(
        named,
        String.format(
            Locale.ROOT,
            "pickled weights are not read; convert them once: python3 -c \"%s\" %s %s",
            CONVERSION,
            argument(named.resolveSibling("model.safetensors")),
            files.stream().map(PickledWeights::argument).collect(Collectors.joining(" "))));
  }

  /** Whether the file is a zip with a folder {@code code/} in its one top folder. */
  static boolean isTorchScript(Path file) throws IOException {
    return hasEntry(file, Pattern.compile("[^/]+/code/.+"));
  }

  private static boolean isPickled(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] first = in.readNBytes(1);
      if (first.length == 1 && first[0] == FIRST_OF_A_PICKLE) {
        return true;
      }
    }
    return hasEntry(file, Pattern.compile("[^/]+/data\\.pkl"));
  }

  private static boolean hasEntry(Path file, Pattern name) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.stream().anyMatch(entry -> name.matcher(entry.getName()).matches());
    } catch (ZipException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Quotes for a shell: the name of a file that was downloaded must not run as a command. */
  private static String argument(Path file) {
    String text = file.toString();
    return NEEDS_NO_QUOTES.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
