package io.gleaner.pipeline.encoder.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The weights of a checkpoint folder, Hugging Face's or timm's: {@code model.safetensors}, or where
 * that is missing the shards that {@code model.safetensors.index.json} names ({@link ShardIndex}).
 * A tensor that a shard holds and the index does not map is left out. Not thread-safe.
 */
public final class CheckpointWeights implements Closeable {
  private static final String WHOLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private final List<Path> files;
  private final List<Safetensors> opened = new ArrayList<>();
  private final DirectBuffers widened = new DirectBuffers();
  private final Map<String, Safetensors.Entry> entries = new TreeMap<>();
  private final Map<String, Safetensors> shards = new LinkedHashMap<>();

  private CheckpointWeights(List<Path> files) {
    this.files = List.copyOf(files);
  }

  /**
   * Opens a folder's weights and checks every header.
   *
   * @throws UnusableModelException where there are none that can be read
   */
  public static CheckpointWeights open(Path folder) throws IOException {
    Path whole = folder.resolve(WHOLE);
    Path index = folder.resolve(INDEX);
    if (Files.isRegularFile(whole)) {
      CheckpointWeights weights = new CheckpointWeights(List.of(whole));
      return weights.opening(() -> weights.add(weights.opened(whole)));
    }
    if (Files.isRegularFile(index)) {
      ShardIndex map = ShardIndex.read(index);
      List<Path> files = new ArrayList<>(List.of(index));
      map.tensors().keySet().forEach(shard -> files.add(folder.resolve(shard)));
      CheckpointWeights weights = new CheckpointWeights(files);
      return weights.opening(() -> weights.addShards(index, map));
    }
    throw UnreadWeights.of(folder);
  }

  /** Returns the tensors by name, in the names' order. */
  public Map<String, Safetensors.Entry> entries() {
    return Collections.unmodifiableMap(entries);
  }

  /**
   * Returns a tensor's values, little-endian in a direct buffer: F32 and F16 mapped as stored, BF16
   * widened to F32 in memory that is used again after {@link #release}.
   *
   * @throws UnusableModelException where there is no such tensor, its type is another, or it passes
   *     2 GiB
   */
  public ByteBuffer read(String name) throws IOException {
    Safetensors shard = shards.get(name);
    if (shard == null) {
      throw new UnusableModelException(files.get(0), "has no tensor " + Quoted.of(name));
    }
    return shard.read(entries.get(name), widened);
  }

  /** Says that no tensor read so far is used any more: its memory may serve the next. */
  public void release() {
    widened.release();
  }

  /**
   * Returns every file that was read, in an order that the folder's content alone decides: the one
   * that says which tensors there are, then shards by name.
   */
  public List<Path> files() {
    return files;
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (Safetensors file : opened) {
      try {
        file.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private interface Opening {
    void run() throws IOException;
  }

  private CheckpointWeights opening(Opening steps) throws IOException {
    try {
      steps.run();
      return this;
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private Safetensors opened(Path file) throws IOException {
    Safetensors tensors = Safetensors.open(file);
    opened.add(tensors);
    return tensors;
  }

  private void add(Safetensors file) {
    entries.putAll(file.entries());
    file.entries().keySet().forEach(name -> shards.put(name, file));
  }

  private void addShards(Path index, ShardIndex map) throws IOException {
    for (Map.Entry<String, List<String>> shard : map.tensors().entrySet()) {
      Path file = index.resolveSibling(shard.getKey());
      if (!Files.isRegularFile(file)) {
        throw new UnusableModelException(
            file,
            String.format(
                Locale.ROOT,
                "is not there; %s maps %d tensors to it",
                index,
                shard.getValue().size()));
      }
      Safetensors tensors = opened(file);
      for (String name : shard.getValue()) {
        Safetensors.Entry entry = tensors.entries().get(name);
        if (entry == null) {
          throw new UnusableModelException(
              file,
              String.format(
                  Locale.ROOT, "has no tensor %s, which %s maps to it", Quoted.of(name), index));
        }
        entries.put(name, entry);
        shards.put(name, tensors);
      }
    }
  }
}
