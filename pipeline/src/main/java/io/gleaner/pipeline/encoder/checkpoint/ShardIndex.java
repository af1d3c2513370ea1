package io.gleaner.pipeline.encoder.checkpoint;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The index of sharded weights: {@code {"metadata": ..., "weight_map": {tensor: file}}}. Its other
 * keys are passed over. A file is named by its plain name in the index's own folder.
 *
 * @param tensors the tensors' names by shard
 */
record ShardIndex(SortedMap<String, List<String>> tensors) {
  /** What a name may be: it cannot leave the folder on any system. */
  private static final Pattern PLAIN_NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,200}\\.safetensors");

  /** Each shard is an open file; the largest checkpoints published have some 200. */
  private static final int MOST_SHARDS = 1000;

  /**
   * @throws UnusableModelException where the file is not such an index
   */
  static ShardIndex read(Path index) throws IOException {
    long size = Files.size(index);
    if (size > Safetensors.LARGEST_HEADER) {
      throw new UnusableModelException(
          index,
          String.format(
              Locale.ROOT,
              "has %d bytes, an index must have at most %d",
              size,
              Safetensors.LARGEST_HEADER));
    }
    SortedMap<String, List<String>> tensors = null;
    try (PublishedJson json = new PublishedJson(index, "it", Files.readAllBytes(index))) {
      if (json.next() != JsonToken.START_OBJECT) {
        throw new UnusableModelException(index, "is not a JSON object");
      }
      for (String key = json.nextKey(); key != null; key = json.nextKey()) {
        JsonToken token = json.next();
        if (!key.equals("weight_map")) {
          json.skip();
        } else if (token == JsonToken.START_OBJECT) {
          tensors = weightMap(index, json);
        } else {
          throw new UnusableModelException(
              index,
              String.format(
                  Locale.ROOT, "weight_map is %s, must be an object", Quoted.of(json.text())));
        }
      }
      if (json.next() != null) {
        throw new UnusableModelException(index, "goes on after its JSON object");
      }
    }
    if (tensors == null || tensors.isEmpty()) {
      throw new UnusableModelException(
          index,
          tensors == null
              ? "has no weight_map, must map tensors to files"
              : "has an empty weight_map, must map tensors to files");
    }
    return new ShardIndex(tensors);
  }

  private static SortedMap<String, List<String>> weightMap(Path index, PublishedJson json)
      throws IOException {
    SortedMap<String, List<String>> tensors = new TreeMap<>();
    for (String name = json.nextKey(); name != null; name = json.nextKey()) {
      JsonToken token = json.next();
      String shard = json.text();
      if (token != JsonToken.VALUE_STRING || !PLAIN_NAME.matcher(shard).matches()) {
        throw new UnusableModelException(
            index,
            String.format(
                Locale.ROOT,
                "maps tensor %s to %s, must be a .safetensors file in the same folder, by its plain name",
                Quoted.of(name),
                Quoted.of(shard)));
      }
      tensors.computeIfAbsent(shard, first -> new ArrayList<>()).add(name);
      if (tensors.size() > MOST_SHARDS) {
        throw new UnusableModelException(
            index, String.format(Locale.ROOT, "names more than %d files", MOST_SHARDS));
      }
    }
    return tensors;
  }
}
