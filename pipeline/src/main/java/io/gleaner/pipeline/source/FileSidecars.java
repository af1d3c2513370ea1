package io.gleaner.pipeline.source;

import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.storage.StorageException;
import io.gleaner.pipeline.storage.StoredFile;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sidecars of one loose file, as img2dataset's {@code output_format=files} writes them: named
 * after the file ({@code 1.jpg.json}), its stem ({@code 1.json}) or its key.
 *
 * @param files JSON first, then text, of which one may be missing; by uri
 */
record FileSidecars(List<Map.Entry<String, ListedFile>> files) implements Serializable {
  static final FileSidecars NONE = new FileSidecars(new ArrayList<>());
  private static final long LARGEST = 16L << 20;

  /**
   * Finds the sidecars of files and takes them out of {@code loose}.
   *
   * @param loose all files of an entry by uri
   * @return by the uri of the image, and only where there are some
   */
  static Map<String, FileSidecars> takenFrom(SortedMap<String, StoredFile> loose) {
    Map<String, String> jsons = new HashMap<>();
    Map<String, String> texts = new HashMap<>();
    for (String uri : loose.keySet()) {
      MemberName name = MemberName.of(uri);
      if (name != null && name.isJson()) {
        jsons.putIfAbsent(name.stem(), uri);
      } else if (name != null && name.isText()) {
        texts.putIfAbsent(name.stem(), uri);
      }
    }
    if (jsons.isEmpty() && texts.isEmpty()) {
      return Map.of();
    }
    Map<String, StoredFile> taken = new TreeMap<>();
    Map<String, FileSidecars> found = new HashMap<>();
    for (String each : loose.keySet()) { // twice, so that names are not held for all
      MemberName image = MemberName.of(each);
      if (image == null || !image.isImage()) {
        continue;
      }
      List<Map.Entry<String, ListedFile>> files = new ArrayList<>();
      for (Map<String, String> kind : List.of(jsons, texts)) {
        String uri = kind.getOrDefault(image.stem(), kind.get(image.key()));
        uri = kind.getOrDefault(image.full(), uri);
        if (uri != null) {
          taken.put(uri, loose.get(uri));
          files.add(new java.util.AbstractMap.SimpleEntry<>(uri, ListedFile.of(loose.get(uri))));
        }
      }
      if (!files.isEmpty()) {
        found.put(image.full(), new FileSidecars(files));
      }
    }
    loose.keySet().removeAll(taken.keySet());
    return found;
  }

  /**
   * Returns a file with its fields.
   *
   * @param unusable given a row for each sidecar that cannot be used
   */
  RawImage join(
      String uri, Place place, InputBytes input, List<String> carried, List<RawImage> unusable)
      throws StorageException {
    SidecarFields json = null;
    SidecarFields text = null;
    for (Map.Entry<String, ListedFile> file : files) {
      InputBytes sidecar = InputBytes.ofFile(file.getValue(), LARGEST);
      try {
        if (sidecar.bytes() == null) {
          throw new IOException(sidecar.rejection().detail());
        } else if (MemberName.of(file.getKey()).isJson()) {
          json = SidecarFields.ofJson(sidecar.bytes(), carried);
        } else {
          text = SidecarFields.ofText(sidecar.bytes());
        }
      } catch (IOException e) {
        unusable.add(
            RawImage.rejected(
                file.getKey(),
                Reason.UNUSED_SIDECAR,
                "not read ("
                    + e.getMessage().lines().findFirst().orElse("")
                    + "); its image"
                    + " stays"));
      }
    }
    return new RawImage(
        uri,
        SidecarFields.key(json, uri),
        place,
        input.bytes(),
        input.rejection(),
        SidecarFields.carried(json, text, carried));
  }
}
