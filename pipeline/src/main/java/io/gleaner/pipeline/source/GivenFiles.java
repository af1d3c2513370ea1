package io.gleaner.pipeline.source;

import io.gleaner.pipeline.array.ArrayFile;
import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells files of embeddings from what is beside them. Beside {@code img_emb_7.npy} are {@code
 * metadata_7.parquet}, in its folder or in the folder {@code metadata} next to that, as
 * clip-retrieval writes it; {@code img_emb_7.parquet}; or ids in {@code img_emb_7.txt} and, of the
 * only array of a folder, {@code ids.txt}.
 */
final class GivenFiles {
  private static final String TABLE = ".parquet";
  private static final Pattern NUMBERED = Pattern.compile("(.*)_(\\d+)");

  /** A file of vectors with what is beside it; either may be null. */
  record Given(String uri, StoredFile file, StoredFile metadata, StoredFile ids) {}

  private final Map<Location, Map<String, StoredFile>> folders = new HashMap<>();
  private final String ids;

  /**
   * @param ids a file of ids, or null for what is found beside
   */
  GivenFiles(String ids) {
    this.ids = ids;
  }

  /**
   * @param files of an entry by uri; other files than arrays and Parquet are not looked at
   * @param problems takes what is wrong
   */
  List<Given> of(TreeMap<String, StoredFile> files, List<String> problems) throws IOException {
    TreeMap<String, StoredFile> arrays = new TreeMap<>();
    Map<String, String> kinds = new TreeMap<>();
    files.forEach(
        (uri, file) -> {
          String name = file.location().name();
          if (ArrayFile.isArray(name)) {
            arrays.put(uri, file);
            Matcher numbered = NUMBERED.matcher(stem(name));
            if (numbered.matches()) {
              kinds.putIfAbsent(numbered.group(1), uri);
            }
          }
        });
    if (kinds.containsKey("img_emb") && kinds.containsKey("text_emb")) {
      problems.add(
          String.format(
              Locale.ROOT,
              "there are embeddings of images and of texts, such as %s and %s: name the folder, or"
                  + " the files, of one of both",
              kinds.get("img_emb"),
              kinds.get("text_emb")));
    }
    List<Given> given = new ArrayList<>();
    Set<Location> beside = new HashSet<>();
    for (Map.Entry<String, StoredFile> array : arrays.entrySet()) {
      StoredFile metadata = metadata(array.getValue().location());
      StoredFile lines = ids == null ? ids(array.getValue().location()) : named(problems);
      if (metadata != null) {
        beside.add(metadata.location().absolute());
      }
      given.add(
          new Given(array.getKey(), array.getValue(), metadata, metadata == null ? lines : null));
    }
    files.forEach(
        (uri, file) -> {
          if (file.location().name().toLowerCase(Locale.ROOT).endsWith(TABLE)
              && !beside.contains(file.location().absolute())) {
            given.add(new Given(uri, file, null, null));
          }
        });
    if (ids != null && given.size() != 1) {
      problems.add(
          String.format(
              Locale.ROOT,
              "%s names the ids of one file of embeddings, and there are %d",
              ids,
              given.size()));
    }
    return given;
  }

  private StoredFile named(List<String> problems) throws IOException {
    List<StoredFile> found = Listing.of(Location.of(ids));
    if (found.size() != 1) {
      problems.add(ids + " is no file of ids");
      return null;
    }
    return found.get(0);
  }

  private StoredFile metadata(Location array) throws IOException {
    if (ids != null) {
      return null;
    }
    String stem = stem(array.name());
    Matcher numbered = NUMBERED.matcher(stem);
    if (numbered.matches()) {
      String name = "metadata_" + numbered.group(2) + TABLE;
      StoredFile found = files(folder(array)).get(name);
      if (found == null) {
        Optional<Location> above = folder(array).parent();
        found = above.isEmpty() ? null : files(above.get().resolve("metadata")).get(name);
      }
      if (found != null) {
        return found;
      }
    }
    return files(folder(array)).get(stem + TABLE);
  }

  private StoredFile ids(Location array) throws IOException {
    Map<String, StoredFile> there = files(folder(array));
    StoredFile own = there.get(stem(array.name()) + ".txt");
    boolean only = there.keySet().stream().filter(ArrayFile::isArray).count() == 1;
    return own != null || !only ? own : there.get("ids.txt");
  }

  private static Location folder(Location file) {
    return file.absolute().parent().orElseThrow();
  }

  /** Returns the files of a folder by their names, without those of folders below it. */
  private Map<String, StoredFile> files(Location folder) throws IOException {
    Map<String, StoredFile> files = folders.get(folder);
    if (files == null) {
      files = new HashMap<>();
      for (StoredFile file : Listing.of(folder)) {
        if (!file.relative().contains("/")) {
          files.put(file.relative(), file);
        }
      }
      folders.put(folder, files);
    }
    return files;
  }

  private static String stem(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }
}
