package io.gleaner.pipeline.export.format;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.storage.Location;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One text file that many workers write: each a hidden part, which the client joins in their order
 * once all are there. Where each shard's lines begin is kept, so that they are found again.
 *
 * @param target name of the whole file
 * @param header what comes first
 */
public record JoinedParts(String target, String header) implements Serializable {
  /** The folder of the parts, which nobody needs once the export is complete. */
  public static final String PARTS = "parts";

  private static final String OFFSETS = "offsets.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Where the lines of each shard begin, the end of the last at the end. */
  private record Offsets(List<Long> of) {}

  /** Begins the part of a shard. */
  ShardOutput open(ExportShard shard, ExportFolder folder) throws IOException {
    return new ShardOutput(folder.hidden(PARTS, shard));
  }

  /** Ends the part of a shard. */
  static ShardFile commit(ShardOutput out, ExportShard shard, ExportFolder folder)
      throws IOException {
    return out.commit(folder.hidden(PARTS, shard).below(folder.root()));
  }

  /** Writes the whole file. */
  ShardFile join(FinishedExport export) throws IOException {
    ExportFolder folder = export.folder();
    List<Long> offsets = new ArrayList<>();
    ShardFile whole;
    try (ShardOutput out = new ShardOutput(folder.file(target))) {
      out.write(header.getBytes(StandardCharsets.UTF_8));
      export.forEach(
          shard -> {
            offsets.add(out.bytes());
            try (InputStream part = folder.hidden(PARTS, shard.shard()).open()) {
              part.transferTo(out);
            }
          });
      offsets.add(out.bytes());
      folder.hidden(OFFSETS).writeText(JSON.writeValueAsString(new Offsets(offsets)));
      whole = out.commit(target);
    }
    return whole;
  }

  /** Opens the lines of a shard in the whole file. */
  BufferedReader reopen(ExportShard shard, ExportFolder folder) throws IOException {
    Offsets offsets = JSON.readValue(folder.hidden(OFFSETS).readText(), Offsets.class);
    Location file = folder.file(target);
    SeekableByteChannel channel = file.openSeekable();
    long begin = offsets.of.get(shard.number());
    channel.position(begin);
    InputStream part =
        new Bounded(Channels.newInputStream(channel), offsets.of.get(shard.number() + 1) - begin);
    return new BufferedReader(new InputStreamReader(part, StandardCharsets.UTF_8), 1 << 16);
  }

  /** The first bytes of a stream. */
  private static final class Bounded extends InputStream {
    private final InputStream in;
    private long left;

    Bounded(InputStream in, long bytes) {
      this.in = in;
      left = bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : ByteBuffer.wrap(one).get() & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = in.read(bytes, offset, (int) Math.min(left, length));
      left -= Math.max(read, 0);
      return read;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
