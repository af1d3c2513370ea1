package io.gleaner.pipeline.source;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The sidecars of a shard that are not beside an image, as {@code tar cf x.tar *.jpg *.json} packs
 * them. They are found by a pass of their own over the shard, since they may come before or after
 * their images. Memory: the carried fields of such sidecars, at most 64 MiB.
 */
final class DistantSidecars {
  private static final long MOST_BYTES = 64L << 20;

  private static final class Found {
    final Samples.Sidecar sidecar;
    boolean used;

    Found(Samples.Sidecar sidecar) {
      this.sidecar = sidecar;
    }
  }

  private final Map<String, Found> jsons = new HashMap<>();
  private final Map<String, Found> texts = new HashMap<>();
  private final java.util.List<Found> all = new java.util.ArrayList<>();
  private final ShardNotes notes;
  private long bytes;

  private DistantSidecars(ShardNotes notes) {
    this.notes = notes;
  }

  /**
   * Reads a shard for its sidecars.
   *
   * @param notes told of those that find no room
   */
  static DistantSidecars of(TarUnit unit, ShardNotes notes) throws IOException {
    DistantSidecars distant = new DistantSidecars(notes);
    ShardNotes toldElsewhere = new ShardNotes();
    Samples<Void> samples =
        new Samples<>(
            new Samples.Receiver<>() {
              @Override
              public void joined(Samples.Joined<Void> image) {}

              @Override
              public void unused(Samples.Sidecar sidecar) {
                distant.add(sidecar);
              }

              @Override
              public void ambiguous(MemberName image) {}

              @Override
              public void replaced(MemberName sidecar) {}
            });
    try (TarReader tar = unit.reader()) {
      for (TarReader.Part part = tar.next(); part != null; part = tar.next()) {
        if (!(part instanceof TarMember member) || member.kind() == TarMember.Kind.FOLDER) {
          continue;
        }
        MemberName name = MemberName.of(member.name());
        if (name == null) {
          continue;
        }
        if (name.isImage()) {
          samples.image(name, null, member.size() > unit.limit() ? 0 : member.size());
        } else if (name.isJson() || name.isText()) {
          try {
            SidecarFields fields =
                TarContent.sidecar(tar, member, name, unit.fields(), toldElsewhere);
            if (fields != null) {
              samples.sidecar(name, fields);
            }
          } catch (TarReader.CutShortException e) {
            // The pass for images tells of it, and goes on as this one does.
            samples.other(name);
          }
        } else {
          samples.other(name);
        }
      }
      samples.end();
    }
    return distant;
  }

  private void add(Samples.Sidecar sidecar) {
    MemberName name = sidecar.name();
    if (bytes > MOST_BYTES) {
      notes.add(ShardNotes.Kind.TOO_MANY, name.full(), "");
      return;
    }
    bytes += sidecar.fields().size() + 2L * name.full().length();
    Found found = new Found(sidecar);
    all.add(found);
    (name.isJson() ? jsons : texts).put(name.stem(), found);
  }

  SidecarFields json(MemberName image) {
    return of(jsons, image);
  }

  SidecarFields text(MemberName image) {
    return of(texts, image);
  }

  private static SidecarFields of(Map<String, Found> sidecars, MemberName image) {
    Found found = sidecars.get(image.full());
    found = found == null ? sidecars.get(image.stem()) : found;
    found = found == null ? sidecars.get(image.key()) : found;
    if (found == null) {
      return null;
    }
    found.used = true;
    return found.sidecar.fields();
  }

  /** Notes the sidecars that no image took. */
  void noteUnused() {
    for (Found found : all) {
      if (!found.used) {
        notes.add(ShardNotes.Kind.NO_IMAGE, found.sidecar.name().full(), "");
      }
    }
  }
}
