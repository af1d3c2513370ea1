package io.gleaner.pipeline.source;

import io.gleaner.pipeline.image.Reason;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One pass over a tar shard. A sample's sidecar may come after its image, so one sample is held at
 * a time, and up to 32 MiB of images without one, until it is known whether the shard has sidecars
 * elsewhere. What is damaged is told in the shard's own name, where it is met; links, and what is
 * wrong with sidecars, come at the end.
 */
final class TarImages implements RawImages, Samples.Receiver<TarImages.Content> {
  /** Bytes of images without a sidecar that wait to see whether the shard has one elsewhere. */
  private static final long MOST_HELD = 32L << 20;

  /** What a member holds, or for a link what it leads to. */
  record Content(InputBytes input, Place place, boolean link, String target) {}

  private final TarUnit unit;
  private final TarReader tar;
  private final Samples<Content> samples = new Samples<>(this);
  private final TarLinks links;
  private final ShardNotes notes = new ShardNotes();
  private final ShardNotes unused = new ShardNotes();
  private final Deque<RawImage> ready = new ArrayDeque<>();
  private final NameSet seen = new NameSet();

  private final List<Samples.Joined<Content>> held = new ArrayList<>();

  private long heldBytes;
  private boolean anyUnused;
  private DistantSidecars distant;
  private boolean readOnce;
  private boolean ended;

  TarImages(TarUnit unit, TarReader tar) {
    this.unit = unit;
    this.tar = tar;
    this.links = new TarLinks(unit);
  }

  @Override
  public RawImage next() throws IOException {
    while (ready.isEmpty() && !ended) {
      if (readOnce) {
        List<RawImage> linked = links.next();
        if (linked == null) {
          ended = true;
          finish();
        } else {
          ready.addAll(linked);
        }
        continue;
      }
      TarReader.Part part = tar.next();
      if (part == null) {
        readOnce = true;
        samples.end();
        if (anyUnused && !held.isEmpty()) {
          lookFurther();
        }
        for (Samples.Joined<Content> image : held) {
          give(image, null, null);
        }
        held.clear();
      } else if (part instanceof TarReader.Damage damage) {
        ready.add(RawImage.rejected(unit.uri(), Reason.UNREADABLE, damage.detail()));
      } else if (part instanceof TarMember member) {
        take(member);
      }
    }
    return ready.poll();
  }

  private void take(TarMember member) throws IOException {
    MemberName name = MemberName.of(member.name());
    if (member.name().isEmpty() && member.kind() == TarMember.Kind.REGULAR) {
      String detail = String.format(Locale.ROOT, "at byte %d: a member has no name", member.at());
      ready.add(RawImage.rejected(unit.uri(), Reason.UNREADABLE, detail));
    }
    if (name == null
        || member.kind() == TarMember.Kind.FOLDER
        || member.kind() == TarMember.Kind.LABEL) {
      return;
    }
    if (name.isJson() || name.isText()) {
      takeSidecar(member, name);
    } else if (name.isImage()) {
      Content content = content(member);
      byte[] bytes = content.input == null ? null : content.input.bytes();
      samples.image(name, content, bytes == null ? 0 : bytes.length);
    } else {
      samples.other(name);
    }
  }

  private void takeSidecar(TarMember member, MemberName name) throws IOException {
    try {
      SidecarFields fields = TarContent.sidecar(tar, member, name, unit.fields(), notes);
      if (fields != null) {
        samples.sidecar(name, fields);
      }
    } catch (TarReader.CutShortException e) {
      String detail =
          String.format(
              Locale.ROOT, "at byte %d: \"%s\" is %s", member.at(), name.full(), e.getMessage());
      ready.add(RawImage.rejected(unit.uri(), Reason.UNREADABLE, detail));
    }
  }

  private Content content(TarMember member) throws IOException {
    if (!seen.add(member.name())) {
      InputBytes again =
          InputBytes.rejected(Reason.DUPLICATE_URI, "an earlier member has the same name");
      return new Content(again, unit.place(tar, member), false, null);
    }
    return switch (member.kind()) {
      case HARD_LINK, SYMBOLIC_LINK -> new Content(null, null, true, TarLinks.target(member));
      case REGULAR, SPARSE, FOLDER, DEVICE, FIFO, CONTINUATION, LABEL ->
          new Content(
              TarContent.image(tar, member, unit.limit()), unit.place(tar, member), false, null);
    };
  }

  @Override
  public void joined(Samples.Joined<Content> image) throws IOException {
    if (image.hasSidecar() || unit.fields().isEmpty()) {
      give(image, image.json(), image.text());
    } else if (distant == null && heldBytes < MOST_HELD) {
      held.add(image);
      InputBytes input = image.image().input;
      heldBytes += 1024 + (input == null || input.bytes() == null ? 0 : input.bytes().length);
    } else {
      lookFurther();
      giveFromAfar(image);
    }
  }

  /** Reads the shard once more for sidecars, and gives the images that waited for it. */
  private void lookFurther() throws IOException {
    if (distant == null) {
      distant = DistantSidecars.of(unit, notes);
    }
    for (Samples.Joined<Content> image : held) {
      giveFromAfar(image);
    }
    held.clear();
  }

  private void giveFromAfar(Samples.Joined<Content> image) {
    give(image, distant.json(image.name()), distant.text(image.name()));
  }

  private void give(Samples.Joined<Content> image, SidecarFields json, SidecarFields text) {
    MemberName name = image.name();
    String uri = unit.uri() + "/" + name.full();
    String key = SidecarFields.key(json, name.key());
    Map<String, String> carried = SidecarFields.carried(json, text, unit.fields());
    InputBytes input = image.image().input;
    if (image.image().link) {
      String problem = links.add(name.full(), uri, key, carried, image.image().target);
      if (problem == null) {
        return;
      }
      input = InputBytes.rejected(Reason.UNREADABLE, problem);
    }
    Place place = image.image().place;
    ready.add(new RawImage(uri, key, place, input.bytes(), input.rejection(), carried));
  }

  @Override
  public void unused(Samples.Sidecar sidecar) {
    anyUnused = true;
    unused.add(ShardNotes.Kind.NO_IMAGE, sidecar.name().full(), "");
  }

  @Override
  public void ambiguous(MemberName image) {
    notes.add(ShardNotes.Kind.SEVERAL, image.full(), "");
  }

  @Override
  public void replaced(MemberName sidecar) {
    notes.add(ShardNotes.Kind.REPLACED, sidecar.full(), "");
  }

  /** Tells of sidecars, where fields are carried at all, and of a shard that changed meanwhile. */
  private void finish() throws IOException {
    if (!unit.fields().isEmpty()) {
      if (distant == null) {
        ready.addAll(unused.rows(unit.uri()));
      } else {
        distant.noteUnused();
      }
      ready.addAll(notes.rows(unit.uri()));
    }
    String change;
    try {
      change = unit.file().change();
    } catch (NoSuchFileException e) {
      change = "removed";
    }
    if (change != null) {
      ready.add(
          RawImage.rejected(
              unit.uri(), Reason.UNREADABLE, "the shard was, while it was read, " + change));
    }
  }

  @Override
  public void close() throws IOException {
    try (tar) {
      links.close();
    }
  }
}
