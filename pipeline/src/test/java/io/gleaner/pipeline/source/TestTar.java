package io.gleaner.pipeline.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Makes a tar, member by member, and reads tars as a source does. */
final class TestTar {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Adds a file; returns this. */
  TestTar file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  TestTar file(String name, byte[] content) {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    return add(entry, content);
  }

  TestTar hardLink(String name, String target) {
    return link(name, target, TarConstants.LF_LINK);
  }

  TestTar symbolicLink(String name, String target) {
    return link(name, target, TarConstants.LF_SYMLINK);
  }

  TestTar folder(String name) {
    return add(new TarArchiveEntry(name + "/"), new byte[0]);
  }

  TestTar special(String name, byte type) {
    return add(new TarArchiveEntry(name, type), new byte[0]);
  }

  private TestTar link(String name, String target, byte type) {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    entry.setLinkName(target);
    return add(entry, new byte[0]);
  }

  private TestTar add(TarArchiveEntry entry, byte[] content) {
    ByteArrayOutputStream one = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(one, 512, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return raw(java.util.Arrays.copyOf(one.toByteArray(), one.size() - 1024));
  }

  /** Adds a file whose header was changed; the checksum is made right again. */
  TestTar fileWith(String name, String content, int at, byte[] field) {
    byte[] one = new TestTar().file(name, content).bytes.toByteArray();
    System.arraycopy(field, 0, one, at, field.length);
    java.util.Arrays.fill(one, 148, 156, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += one[i] & 0xff;
    }
    byte[] text = String.format(Locale.ROOT, "%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, one, 148, 8);
    return raw(one);
  }

  /** Adds bytes as they are. */
  TestTar raw(byte[] more) {
    bytes.writeBytes(more);
    return this;
  }

  /** Adds the zero blocks that end an archive. */
  TestTar end() {
    return raw(new byte[1024]);
  }

  int size() {
    return bytes.size();
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  Path write(Path file) throws IOException {
    return Files.write(file, bytes.toByteArray());
  }

  /** Reads a shard that carries {@code caption}, {@code url} and {@code n}. */
  static List<RawImage> read(Path shard) throws IOException {
    return read(new ImageSource("pool", List.of(shard.toString()), CARRIED, 1 << 20));
  }

  static final List<String> CARRIED = List.of("caption", "url", "n");

  static List<RawImage> read(ImageSource source) throws IOException {
    List<RawImage> all = new ArrayList<>();
    for (SourceUnit unit : source.units()) {
      try (RawImages images = unit.open()) {
        for (RawImage raw = images.next(); raw != null; raw = images.next()) {
          all.add(raw);
        }
      }
    }
    return all;
  }

  /** {@code name=content}, or {@code name: REASON detail}, without the shard's name. */
  static List<String> told(Path shard) throws IOException {
    return read(shard).stream().map(TestTar::told).toList();
  }

  private static String told(RawImage raw) {
    String name = raw.uri().substring(raw.uri().indexOf('/') + 1);
    return raw.bytes() == null
        ? name + ": " + raw.rejection().reason() + " " + raw.rejection().detail()
        : name + "=" + new String(raw.bytes(), StandardCharsets.UTF_8);
  }
}
