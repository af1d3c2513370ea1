package io.gleaner.pipeline.storage;

import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** What a {@link Location} does through Beam. */
final class Remote {
  /** Schemes that Beam reaches through Hadoop, whose names it takes and gives as URIs. */
  private static final Set<String> HADOOP = Set.of("hdfs", "webhdfs");

  private static final Pattern WILDCARD = Pattern.compile("[\\\\*?\\[\\]{}]");

  private static final int WRITE_BUFFER = 1 << 20;

  private Remote() {}

  /** Beam registers in workers; in the driver, whoever comes first does. */
  private static void register() {
    FileSystems.registerFileSystemsOnce(PipelineOptionsFactory.create());
  }

  /**
   * Returns what a pattern of Beam matches below {@code location}, and perhaps more: object stores
   * know no escape, so a wildcard in the location's own name stands there for any character.
   */
  static List<Metadata> match(Location location, String pattern) throws IOException {
    register();
    try {
      String literal =
          WILDCARD.matcher(location.text()).replaceAll(isHadoop(location) ? "\\\\$0" : "?");
      return FileSystems.match(literal + pattern, EmptyMatchTreatment.ALLOW).metadata();
    } catch (IllegalArgumentException e) {
      throw unknownOr(location, e);
    } catch (IOException | RuntimeException e) {
      throw new StorageException(location, "listed", e);
    }
  }

  static boolean isHadoop(Location location) {
    return HADOOP.contains(location.text().substring(0, location.text().indexOf(':')));
  }

  /** Whether a file of no known length is one that can be read, and no folder. */
  static boolean opens(Location location) throws IOException {
    try (ReadableByteChannel channel = FileSystems.open(resource(location))) {
      return channel.isOpen();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  static boolean exists(Location location) throws IOException {
    return find(location).isPresent();
  }

  static Metadata attributes(Location location) throws IOException {
    return find(location).orElseThrow(() -> new NoSuchFileException(location.text()));
  }

  /** Returns the file itself. */
  static Optional<Metadata> find(Location location) throws IOException {
    String path = path(location.text());
    return match(location, "").stream()
        .filter(found -> path(found.resourceId()).equals(path))
        .findFirst();
  }

  static InputStream stream(Location location) throws IOException {
    return guarded(location, Channels.newInputStream(channel(location)));
  }

  static SeekableByteChannel seekable(Location location) throws IOException {
    ReadableByteChannel channel = channel(location);
    if (channel instanceof SeekableByteChannel seekable) {
      return new GuardedChannel(location, seekable);
    }
    channel.close();
    throw new IOException(location + " is on a filesystem that cannot read at a position");
  }

  static OutputStream create(Location location) throws IOException {
    try {
      return new BufferedOutputStream(
          Channels.newOutputStream(
              FileSystems.create(resource(location), "application/octet-stream")),
          WRITE_BUFFER);
    } catch (IOException e) {
      throw new StorageException(location, "written", e);
    }
  }

  static void rename(Location from, Location to) throws IOException {
    FileSystems.rename(List.of(resource(from)), List.of(resource(to)));
  }

  static void delete(Location location) throws IOException {
    FileSystems.delete(List.of(resource(location)));
  }

  /** Returns the path of a resource, from the slash after its authority on. */
  static String path(ResourceId resource) {
    String text = resource.toString();
    return HADOOP.contains(resource.getScheme()) ? URI.create(text).getPath() : path(text);
  }

  static String path(String text) {
    int slashes = text.indexOf("://");
    int slash = text.indexOf('/', slashes < 0 ? 0 : slashes + 3);
    return slash < 0 ? "" : text.substring(slash);
  }

  private static ReadableByteChannel channel(Location location) throws IOException {
    ResourceId resource = resource(location);
    try {
      return FileSystems.open(resource);
    } catch (IOException | RuntimeException e) {
      if (!exists(location)) {
        throw new NoSuchFileException(location.text());
      }
      throw new StorageException(location, "opened", e);
    }
  }

  private static ResourceId resource(Location location) {
    register();
    try {
      return FileSystems.matchNewResource(spec(location.text()), false);
    } catch (IllegalArgumentException e) {
      throw unknownOr(location, e);
    }
  }

  private static String spec(String text) {
    int slashes = text.indexOf("://");
    String scheme = text.substring(0, slashes);
    if (!HADOOP.contains(scheme)) {
      return text;
    }
    String path = path(text);
    String authority = text.substring(slashes + 3, text.length() - path.length());
    try {
      return new URI(scheme, authority.isEmpty() ? null : authority, path, null, null).toString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static RuntimeException unknownOr(Location location, IllegalArgumentException e) {
    return String.valueOf(e.getMessage()).startsWith("No filesystem found")
        ? new UnknownSchemeException(location)
        : e;
  }

  private static InputStream guarded(Location location, InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        try {
          return in.read();
        } catch (IOException | RuntimeException e) {
          throw new StorageException(location, "read", e);
        }
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
          return in.read(bytes, offset, length);
        } catch (IOException | RuntimeException e) {
          throw new StorageException(location, "read", e);
        }
      }
    };
  }

  /** A channel whose failures are told apart from those of whoever understands the bytes. */
  private record GuardedChannel(Location location, SeekableByteChannel channel)
      implements SeekableByteChannel {
    @Override
    public int read(ByteBuffer bytes) throws IOException {
      try {
        return channel.read(bytes);
      } catch (IOException | RuntimeException e) {
        throw new StorageException(location, "read", e);
      }
    }

    @Override
    public long position() throws IOException {
      return channel.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      channel.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      try {
        return channel.size();
      } catch (IOException | RuntimeException e) {
        throw new StorageException(location, "read", e);
      }
    }

    @Override
    public int write(ByteBuffer bytes) {
      throw new java.nio.channels.NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new java.nio.channels.NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
