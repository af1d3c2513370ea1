package io.gleaner.pipeline.storage;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystem;
import org.apache.beam.sdk.io.FileSystemUtils;
import org.apache.beam.sdk.io.fs.CreateOptions;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.MoveOptions;
import org.apache.beam.sdk.io.fs.ResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/**
 * {@code memory://BUCKET/KEY}: an object store in this JVM, as Beam's for S3 behaves. There are no
 * folders, an object appears when its writer is closed, a pattern's stars are Beam's. Whoever asks
 * for the path of a key as if it were a local file finds nothing.
 */
public final class MemoryFileSystem extends FileSystem<MemoryFileSystem.Key> {
  private static final String SCHEME = "memory";
  private static final NavigableMap<String, Stored> OBJECTS = new ConcurrentSkipListMap<>();
  private static final Map<String, Integer> OPENED = new ConcurrentHashMap<>();
  private static final Map<String, Long> READ = new ConcurrentHashMap<>();
  private static final Map<String, IOException> FAILING = new ConcurrentHashMap<>();

  private record Stored(byte[] bytes, long modified) {}

  /** A key with its scheme and bucket. */
  public record Key(String text) implements ResourceId {
    @Override
    public ResourceId resolve(String other, ResolveOptions options) {
      throw new UnsupportedOperationException("locations are resolved as text");
    }

    @Override
    public ResourceId getCurrentDirectory() {
      return new Key(text.substring(0, text.lastIndexOf('/') + 1));
    }

    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public String getFilename() {
      return text.substring(text.lastIndexOf('/') + 1);
    }

    @Override
    public boolean isDirectory() {
      return text.endsWith("/");
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Puts an object there. */
  public static void put(String key, byte[] bytes) {
    OBJECTS.put(key, new Stored(bytes, System.currentTimeMillis()));
  }

  /** Removes an object. */
  public static void remove(String key) {
    OBJECTS.remove(key);
  }

  /** Puts a copy of all files below a folder at keys below {@code prefix}. */
  public static void putAll(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        put(prefix + "/" + folder.relativize(file), Files.readAllBytes(file));
      }
    }
  }

  /** Returns how often each key that starts with {@code prefix} was opened for reading. */
  public static Map<String, Integer> opened(String prefix) {
    Map<String, Integer> opened = new TreeMap<>();
    OPENED.forEach(
        (key, times) -> {
          if (key.startsWith(prefix)) {
            opened.put(key, times);
          }
        });
    return opened;
  }

  /** Returns how many bytes of keys that start with {@code prefix} were read. */
  public static long bytesRead(String prefix) {
    return READ.entrySet().stream()
        .filter(read -> read.getKey().startsWith(prefix))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Returns the keys that start with {@code prefix}. */
  public static List<String> keys(String prefix) {
    return OBJECTS.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
  }

  /** Makes reads of a key fail from now on; null ends that. */
  public static void failReads(String key, IOException failure) {
    if (failure == null) {
      FAILING.remove(key);
    } else {
      FAILING.put(key, failure);
    }
  }

  @Override
  protected List<MatchResult> match(List<String> specs) {
    return specs.stream().map(MemoryFileSystem::match).toList();
  }

  private static MatchResult match(String spec) {
    Pattern pattern = Pattern.compile(FileSystemUtils.wildcardToRegexp(spec));
    boolean wild = spec.matches(".*[*?\\[].*");
    List<Metadata> found = new ArrayList<>();
    OBJECTS.forEach(
        (key, stored) -> {
          if (wild ? pattern.matcher(key).matches() : key.equals(spec)) {
            found.add(
                Metadata.builder()
                    .setResourceId(new Key(key))
                    .setSizeBytes(stored.bytes.length)
                    .setLastModifiedMillis(stored.modified)
                    .setIsReadSeekEfficient(true)
                    .build());
          }
        });
    return found.isEmpty() && !wild
        ? MatchResult.create(MatchResult.Status.NOT_FOUND, new FileNotFoundException(spec))
        : MatchResult.create(MatchResult.Status.OK, found);
  }

  @Override
  protected WritableByteChannel create(Key key, CreateOptions options) {
    return Channels.newChannel(
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            put(key.text, toByteArray());
          }
        });
  }

  @Override
  protected ReadableByteChannel open(Key key) throws IOException {
    OPENED.merge(key.text, 1, Integer::sum);
    Stored stored = OBJECTS.get(key.text);
    if (stored == null) {
      throw new FileNotFoundException(key.text);
    }
    return new SeekableInMemoryByteChannel(stored.bytes) {
      @Override
      public int read(ByteBuffer into) throws IOException {
        IOException failure = FAILING.get(key.text);
        if (failure != null) {
          throw failure;
        }
        int read = super.read(into);
        READ.merge(key.text, (long) Math.max(0, read), Long::sum);
        return read;
      }
    };
  }

  @Override
  protected void copy(List<Key> from, List<Key> to) throws IOException {
    for (int i = 0; i < from.size(); i++) {
      Stored stored = OBJECTS.get(from.get(i).text);
      if (stored == null) {
        throw new FileNotFoundException(from.get(i).text);
      }
      put(to.get(i).text, stored.bytes);
    }
  }

  @Override
  protected void rename(List<Key> from, List<Key> to, MoveOptions... options) throws IOException {
    copy(from, to);
    delete(from);
  }

  @Override
  protected void delete(Collection<Key> keys) {
    keys.forEach(key -> OBJECTS.remove(key.text));
  }

  @Override
  protected Key matchNewResource(String spec, boolean folder) {
    return new Key(folder && !spec.endsWith("/") ? spec + "/" : spec);
  }

  @Override
  protected String getScheme() {
    return SCHEME;
  }
}
