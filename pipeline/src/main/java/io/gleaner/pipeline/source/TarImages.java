package io.gleaner.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.storage.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * One pass over a tar shard. A sample's sidecar may come after its image, so one sample is held at
 * a time; a shard that breaks off gives what came before, then one rejected input in its own name.
 */
final class TarImages implements RawImages {
  private static final Set<String> SIDECARS =
      Set.of("json", "txt", "cls", "caption", "csv", "npy", "npz", "pth", "pt", "id", "md5", "xml");
  private static final long LARGEST_SIDECAR = 16L << 20;

  private final TarUnit unit;
  private final TarArchiveInputStream tar;
  private final Deque<RawImage> ready = new ArrayDeque<>();
  private final Set<String> seen = new HashSet<>();

  private String key;
  private final List<Member> members = new ArrayList<>();
  private JsonNode sidecar;
  private String text;
  private boolean ended;

  private record Member(String name, InputBytes input) {}

  TarImages(TarUnit unit, TarArchiveInputStream tar) {
    this.unit = unit;
    this.tar = tar;
  }

  @Override
  public RawImage next() throws IOException {
    while (ready.isEmpty() && !ended) {
      try {
        TarArchiveEntry entry = tar.getNextEntry();
        if (entry == null) {
          ended = true;
          endSample();
        } else if (entry.isFile() && !entry.isLink() && !entry.isSymbolicLink()) {
          take(entry);
        }
      } catch (IOException | RuntimeException e) {
        StorageException.rethrow(e);
        ended = true;
        endSample();
        ready.add(
            new RawImage(
                unit.uri(),
                unit.uri(),
                null,
                InputBytes.rejected(Reason.UNREADABLE, "the shard breaks off: " + e.getMessage())
                    .rejection(),
                Map.of()));
      }
    }
    return ready.poll();
  }

  private void take(TarArchiveEntry entry) throws IOException {
    String name = entry.getName();
    String base = name.substring(name.lastIndexOf('/') + 1);
    if (base.isEmpty() || base.startsWith(".")) {
      return;
    }
    int dot = base.indexOf('.');
    String sample = dot < 0 ? name : name.substring(0, name.length() - base.length() + dot);
    if (!sample.equals(key)) {
      endSample();
      key = sample;
    }
    String extension = base.substring(base.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (!SIDECARS.contains(extension)) {
      members.add(new Member(name, read(entry)));
    } else if (entry.getSize() <= LARGEST_SIDECAR && extension.equals("json")) {
      sidecar = CarriedFields.parse(content(entry));
    } else if (entry.getSize() <= LARGEST_SIDECAR
        && (extension.equals("txt") || extension.equals("caption"))) {
      text = new String(content(entry), StandardCharsets.UTF_8);
    }
  }

  private InputBytes read(TarArchiveEntry entry) throws IOException {
    if (!seen.add(entry.getName())) {
      return InputBytes.rejected(Reason.DUPLICATE_URI, "an earlier member has the same name");
    }
    return entry.getSize() > unit.limit()
        ? InputBytes.tooMany(entry.getSize(), unit.limit())
        : InputBytes.of(content(entry));
  }

  private byte[] content(TarArchiveEntry entry) throws IOException {
    byte[] bytes = tar.readNBytes(Math.toIntExact(entry.getSize()));
    if (bytes.length < entry.getSize()) {
      throw new IOException(
          "%s has %d of %d bytes".formatted(entry.getName(), bytes.length, entry.getSize()));
    }
    return bytes;
  }

  private void endSample() {
    JsonNode fields = sidecar;
    if (text != null && (fields == null || !fields.hasNonNull("caption"))) {
      ObjectNode captioned =
          fields == null ? JsonNodeFactory.instance.objectNode() : (ObjectNode) fields;
      fields = captioned.put("caption", text);
    }
    String given =
        fields != null && fields.path("key").isTextual() ? fields.path("key").asText() : key;
    for (Member member : members) {
      ready.add(
          new RawImage(
              unit.uri() + "/" + member.name,
              given,
              member.input.bytes(),
              member.input.rejection(),
              CarriedFields.of(fields, unit.fields())));
    }
    members.clear();
    sidecar = null;
    text = null;
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
