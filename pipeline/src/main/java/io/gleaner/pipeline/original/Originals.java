package io.gleaner.pipeline.original;

import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.source.Place;
import io.gleaner.pipeline.source.PlacedBytes;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the encoded bytes of a run's images once more, from the files that the run read, and holds
 * them to the SHA-256 that it stored. Of a plain tar the image alone is read, of a Parquet file the
 * image's row group of one column, of a compressed tar what comes before the image. An image that
 * cannot be had is told as an {@link Original} of its own, never by an exception.
 *
 * <pre>{@code
 * Originals originals = Originals.of(new RunDirectory(location), Map.of());
 * List<StoredImage> images =
 *     sql.rows("SELECT " + StoredImage.COLUMNS + " FROM images WHERE ...").stream()
 *         .map(StoredImage::of)
 *         .toList();
 * originals.readAll(images, (image, original) -> ...);
 * }</pre>
 *
 * <p>Thread-safe; each call opens files of its own.
 */
public final class Originals {
  /** What is done with each image in turn. */
  @FunctionalInterface
  public interface Use {
    void take(StoredImage image, Original original) throws IOException;
  }

  private final Roots roots;
  private final Map<String, String> imageColumns;
  private final long limit;

  private Originals(Roots roots, Map<String, String> imageColumns, long limit) {
    this.roots = roots;
    this.imageColumns = Map.copyOf(imageColumns);
    this.limit = limit;
  }

  /**
   * The originals of a run. Where its {@code run.json} is not there or does not say where the
   * images are, those are gone that {@code replaced} does not tell of.
   *
   * @param replaced locations that count in place of the run's own, by the first segment of uris
   *     ({@code crawl}) or by source and segment ({@code pool/crawl})
   * @throws IllegalArgumentException where the run has no root of a replaced name; the message says
   *     which it has
   */
  public static Originals of(RunDirectory run, Map<String, Location> replaced) throws IOException {
    RunInputs inputs = RunInputs.of(run);
    return new Originals(
        new Roots(inputs.roots(), replaced), inputs.imageColumns(), inputs.limit());
  }

  /**
   * @param roots what stands behind the first segment of uris, by source
   * @param imageColumns of Parquet files, by source; the likeliest where none is named
   * @param limit most bytes of an image
   */
  public static Originals of(
      Map<String, Map<String, Location>> roots, Map<String, String> imageColumns, long limit) {
    return new Originals(new Roots(roots, Map.of()), imageColumns, limit);
  }

  /** Reads one image. Of many, {@link #readAll} opens each file once. */
  public Original read(StoredImage image) {
    try (OneFile file = new OneFile()) {
      return file.read(image);
    }
  }

  /**
   * Reads images in {@link StoredImage#ORDER}, each file once and in one pass, and hands over one
   * after the other. Memory: the list, one image, of Parquet files one row group of the column.
   *
   * @throws IOException where {@code use} throws it
   */
  public void readAll(Collection<StoredImage> images, Use use) throws IOException {
    List<StoredImage> sorted = new ArrayList<>(images);
    sorted.sort(StoredImage.ORDER);
    readInOrder(sorted.iterator(), use);
  }

  /**
   * The same for any number of images, in the order in which they come; it should be {@link
   * StoredImage#ORDER}, since a file is opened anew wherever another one came between, and unpacked
   * anew wherever an earlier place follows a later one. Memory: one image, of Parquet files one row
   * group of the column.
   *
   * @throws IOException where {@code use} throws it
   */
  public void readInOrder(Iterator<StoredImage> images, Use use) throws IOException {
    try (OneFile file = new OneFile()) {
      while (images.hasNext()) {
        StoredImage image = images.next();
        use.take(image, file.read(image));
      }
    }
  }

  /** The file that was read last, open. */
  private final class OneFile implements AutoCloseable {
    private String source;
    private String name;
    private Location located;
    private Location location;
    private Place.Container container;
    private String column;
    private PlacedBytes open;

    Original read(StoredImage image) {
      Place place = image.place();
      if (place == null) {
        return new Original.Unreadable("the tables do not say where its bytes are");
      }
      if (place.isOnTheWeb()) {
        return new Original.Unreadable("it is on the web, from where nothing is fetched");
      }
      Location file;
      try {
        file = locate(image.source(), place);
      } catch (Roots.UnknownException e) {
        return new Original.Gone(e.getMessage());
      } catch (RuntimeException e) { // a link may be any text
        return new Original.Unreadable("it is no location: " + place.file());
      }
      try {
        turnTo(file, place.container(), imageColumns.get(image.source()));
        return checked(image, open.read(place, image.uri()));
      } catch (NoSuchFileException e) {
        return new Original.Gone(e.getFile() + " is not there");
      } catch (PlacedBytes.ChangedException e) {
        return new Original.Changed(file + ": " + e.getMessage());
      } catch (IOException | RuntimeException e) {
        return new Original.Unreadable(detail(file, e));
      }
    }

    private Location locate(String of, Place place) throws Roots.UnknownException {
      if (place.container() == Place.Container.LINK) {
        return Location.of(place.file());
      }
      if (!place.file().equals(name) || !of.equals(source)) {
        located = roots.locate(of, place.file());
        source = of;
        name = place.file();
      }
      return located;
    }

    private void turnTo(Location file, Place.Container kind, String imageColumn) {
      boolean same =
          open != null
              && (file == location || file.equals(location))
              && kind == container
              && (imageColumn == null ? column == null : imageColumn.equals(column));
      if (!same) {
        close();
        location = file;
        container = kind;
        column = imageColumn;
        open = PlacedBytes.of(file, kind, imageColumn, limit);
      }
    }

    @Override
    public void close() {
      if (open != null) {
        try {
          open.close();
        } catch (IOException e) {
          // What was read was checked; nothing is lost with a handle.
        }
        open = null;
      }
    }
  }

  private static Original checked(StoredImage image, byte[] bytes) {
    if (image.sha256() != null && !image.sha256().equals(sha256(bytes))) {
      return new Original.Changed(
          String.format(
              Locale.ROOT, "%s has other bytes than the run read there", image.place().file()));
    }
    return new Original.Found(bytes);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String detail(Location file, Exception failure) {
    String message =
        failure.getMessage() == null
            ? failure.getClass().getSimpleName()
            : failure.getMessage().lines().findFirst().orElse("");
    return message.contains(file.toString()) ? message : file + ": " + message;
  }
}
