package io.gleaner.pipeline.table;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * A file for Parquet to read, in bulk: parquet's own LocalInputFile fetches bytes one by one. A
 * stream that is open tells the length, so that a reader opens the file once. Not thread-safe.
 */
final class ParquetInput implements InputFile {
  private final Location location;
  private long length = -1;

  ParquetInput(Location location) {
    this.location = location;
  }

  @Override
  public long getLength() throws IOException {
    if (length < 0) {
      length = location.size();
    }
    return length;
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    SeekableByteChannel channel = location.openSeekable();
    length = channel.size();
    return new DelegatingSeekableInputStream(Channels.newInputStream(channel)) {
      @Override
      public long getPos() throws IOException {
        return channel.position();
      }

      @Override
      public void seek(long position) throws IOException {
        channel.position(position);
      }
    };
  }

  @Override
  public String toString() {
    return location.toString();
  }
}
