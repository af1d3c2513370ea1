package io.gleaner.retrieval.neighbours.cells;

import io.gleaner.clustering.workers.Numbers;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.util.MimeTypes;

/**
 * Centroids on their way to the workers: a file beside the cells, since tens of megabytes do not
 * travel well with a pipeline's code. Dimension, number of values, values.
 */
public final class CentroidFile {
  private static final String NAME = "/centroids";

  private CentroidFile() {}

  /** Writes the centroids of {@code cells} into {@code folder}. */
  public static void write(String folder, Cells cells) throws IOException {
    try (var out =
        new DataOutputStream(
            new BufferedOutputStream(
                Channels.newOutputStream(
                    FileSystems.create(
                        FileSystems.matchNewResource(folder + NAME, false), MimeTypes.BINARY))))) {
      out.writeInt(cells.dimension());
      out.writeInt(cells.centroids().length);
      Numbers.write(out, cells.centroids());
    }
  }

  static Cells read(String folder) throws IOException {
    try (var in =
        new DataInputStream(
            new BufferedInputStream(
                Channels.newInputStream(
                    FileSystems.open(FileSystems.matchNewResource(folder + NAME, false)))))) {
      int dimension = in.readInt();
      return new Cells(Numbers.readFloats(in, in.readInt()), dimension);
    }
  }
}
