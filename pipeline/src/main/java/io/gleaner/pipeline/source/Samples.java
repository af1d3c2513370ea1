package io.gleaner.pipeline.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Joins the images of a tar with the sidecars beside them. Members that share WebDataset's key and
 * follow one another are a sample. An image's sidecar is the one named after it ({@code
 * 22.05.jpg.json}), else the one of its stem ({@code 22.05.json}), else the one of the key ({@code
 * 22.json}), else the only one that is not another image's ({@code 22.meta.json}).
 *
 * <p>Memory: one sample of at most {@value #MOST_MEMBERS} members and 64 MiB. A larger one, such as
 * of names that all share the part before the first dot, is given out stem by stem; there the last
 * of these rules does not hold.
 *
 * @param <I> what is known of an image beside its name
 */
final class Samples<I> {
  static final int MOST_MEMBERS = 1024;
  private static final long MOST_BYTES = 64L << 20;

  /** A sidecar that was read. */
  record Sidecar(MemberName name, SidecarFields fields) {}

  /** An image with its sidecars, each of which may be null. */
  record Joined<I>(MemberName name, I image, SidecarFields json, SidecarFields text) {
    boolean hasSidecar() {
      return json != null || text != null;
    }
  }

  /** What becomes of images and of sidecars. */
  interface Receiver<I> {
    /** An image has what is beside it. */
    void joined(Joined<I> image) throws IOException;

    /** No image beside it takes the sidecar. */
    void unused(Sidecar sidecar);

    /** An image could have any of several sidecars and has none. */
    void ambiguous(MemberName image);

    /** A later sidecar of the same kind and stem takes the place of this one. */
    void replaced(MemberName sidecar);
  }

  private record Image<I>(MemberName name, I image) {}

  private final Receiver<I> receiver;
  private final List<Image<I>> images = new ArrayList<>();
  private final Map<String, Sidecar> jsons = new LinkedHashMap<>();
  private final Map<String, Sidecar> texts = new LinkedHashMap<>();
  private final Set<Sidecar> used = Collections.newSetFromMap(new IdentityHashMap<>());

  private String key;
  private String stem;
  private boolean large;
  private int members;
  private long bytes;
  private boolean endsInImage;

  Samples(Receiver<I> receiver) {
    this.receiver = receiver;
  }

  /** Adds an image that holds so many bytes. */
  void image(MemberName name, I image, long size) throws IOException {
    if (images.stream().anyMatch(before -> before.name.equals(name))) {
      end(); // the same sample once more, as where archives are joined
    }
    begin(name, size);
    images.add(new Image<>(name, image));
    endsInImage = true;
  }

  /** Adds a sidecar, which is JSON or text. */
  void sidecar(MemberName name, SidecarFields fields) throws IOException {
    if (endsInImage && (name.isJson() ? jsons : texts).containsKey(name.stem())) {
      end(); // likewise, with sidecars before their images
    }
    endsInImage = false;
    begin(name, fields.size());
    Sidecar before = (name.isJson() ? jsons : texts).put(name.stem(), new Sidecar(name, fields));
    if (before != null) {
      receiver.replaced(before.name);
    }
  }

  /** Adds a member that is neither; it ends the sample before it as any does. */
  void other(MemberName name) throws IOException {
    begin(name, 0);
  }

  private void begin(MemberName name, long size) throws IOException {
    if (!name.key().equals(key)) {
      end();
      key = name.key();
    } else if (large && !name.stem().equals(stem) || members >= 2 * MOST_MEMBERS) {
      give(true);
    }
    stem = name.stem();
    members++;
    bytes += size;
    large |= members > MOST_MEMBERS || bytes > MOST_BYTES;
  }

  /** Ends the last sample. */
  void end() throws IOException {
    give(false);
    large = false;
    key = null;
  }

  private void give(boolean sampleGoesOn) throws IOException {
    Set<String> owners = new HashSet<>();
    for (Image<I> image : images) {
      owners.add(image.name.full());
      owners.add(image.name.stem());
    }
    for (Image<I> image : images) {
      receiver.joined(
          new Joined<>(
              image.name,
              image.image,
              choose(image.name, jsons, owners),
              choose(image.name, texts, owners)));
    }
    leave(jsons, sampleGoesOn);
    leave(texts, sampleGoesOn);
    if (!sampleGoesOn) {
      used.clear();
    }
    images.clear();
    members = 0;
    bytes = 0;
  }

  private SidecarFields choose(
      MemberName image, Map<String, Sidecar> sidecars, Set<String> owners) {
    Sidecar chosen = sidecars.get(image.full());
    chosen = chosen == null ? sidecars.get(image.stem()) : chosen;
    chosen = chosen == null ? sidecars.get(image.key()) : chosen;
    if (chosen == null && !large) {
      for (Sidecar sidecar : sidecars.values()) {
        if (owners.contains(sidecar.name.stem())) {
          continue;
        }
        if (chosen != null) {
          receiver.ambiguous(image);
          return null;
        }
        chosen = sidecar;
      }
    }
    if (chosen == null) {
      return null;
    }
    used.add(chosen);
    return chosen.fields;
  }

  /** Lets go of the sidecars, but for that of the key while its sample goes on. */
  private void leave(Map<String, Sidecar> sidecars, boolean sampleGoesOn) {
    Sidecar kept = sampleGoesOn ? sidecars.remove(key) : null;
    for (Sidecar sidecar : sidecars.values()) {
      if (!used.contains(sidecar)) {
        receiver.unused(sidecar);
      }
    }
    sidecars.clear();
    if (kept != null) {
      sidecars.put(key, kept);
    }
  }
}
