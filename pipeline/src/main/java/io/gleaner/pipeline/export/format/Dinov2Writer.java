package io.gleaner.pipeline.export.format;

import io.gleaner.pipeline.export.edit.ExportImage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Writes a tar of {@link Dinov2}, and beside it, hidden, where in it each image is. */
final class Dinov2Writer implements ShardWriter {
  private final Dinov2 format;
  private final String tarName;
  private final ShardOutput tarOut;
  private final TarOutput tar;
  private final ShardOutput placesOut;
  private final DataOutputStream places;

  Dinov2Writer(Dinov2 format, ExportShard shard, ExportFolder folder) throws IOException {
    this.format = format;
    tarName = Dinov2.tar(shard) + ".tar";
    tarOut = new ShardOutput(folder.file(tarName));
    tar = new TarOutput(tarOut);
    placesOut = new ShardOutput(folder.hidden(Dinov2.PLACES, shard));
    places = new DataOutputStream(placesOut);
  }

  @Override
  public void add(ExportRow row, ExportImage image) throws IOException {
    String name = format.name(row, image);
    long start = tarOut.bytes();
    long end = tar.add(name, image.bytes()) + image.bytes().length;
    if (end > Dinov2.LARGEST_SHARD) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s grows beyond %d bytes, since images are larger than they were; ask for smaller"
                  + " shards by --shard-bytes",
              tarName,
              Dinov2.LARGEST_SHARD));
    }
    new Place(start, end, name).write(places);
  }

  @Override
  public List<ShardFile> commit() throws IOException {
    places.flush();
    placesOut.commit(Dinov2.PLACES);
    tar.end();
    return List.of(tarOut.commit(tarName));
  }

  @Override
  public void close() throws IOException {
    try {
      placesOut.close();
    } finally {
      tarOut.close();
    }
  }

  /**
   * Where an image is in its tar.
   *
   * @param start of the member's header
   * @param end of its content
   */
  record Place(long start, long end, String name) {
    private void write(DataOutputStream out) throws IOException {
      out.writeInt((int) start);
      out.writeInt((int) end);
      out.writeUTF(name);
    }

    static Place read(DataInputStream in) throws IOException {
      return new Place(
          Integer.toUnsignedLong(in.readInt()), Integer.toUnsignedLong(in.readInt()), in.readUTF());
    }
  }
}
