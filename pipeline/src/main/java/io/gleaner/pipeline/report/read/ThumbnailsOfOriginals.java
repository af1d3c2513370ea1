package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.image.ImageDecoder;
import io.gleaner.pipeline.image.ImageLimits;
import io.gleaner.pipeline.image.RejectedImageException;
import io.gleaner.pipeline.original.Original;
import io.gleaner.pipeline.original.Originals;
import io.gleaner.pipeline.original.StoredImage;
import io.gleaner.pipeline.original.Thumbnail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Thumbnails made of the files that the run read: each file is opened once, and images are decoded
 * on several threads. Memory: {@value #WAITING} encoded images a thread, what decoding takes, and
 * the thumbnails.
 */
public final class ThumbnailsOfOriginals implements Pictures {
  private static final int SIDE = 160;
  private static final int SMALL_SIDE = 64;
  private static final int WAITING = 2;

  /** Rejected images are looked at too: whatever has pixels has a picture. */
  private static final ImageLimits ANY_SHAPE =
      new ImageLimits(ImageLimits.DEFAULTS.pixels(), ImageLimits.DEFAULTS.bytes(), 1, 1e9);

  private final Originals originals;
  private final int threads;
  private final ImageDecoder decoder = ImageDecoder.of(ANY_SHAPE);

  public ThumbnailsOfOriginals(Originals originals, int threads) {
    this.originals = originals;
    this.threads = threads;
  }

  @Override
  public Map<String, Picture> read(Collection<Wanted> images) throws IOException {
    Map<StoredImage, List<Wanted>> wanted = new HashMap<>();
    for (Wanted image : images) {
      wanted.computeIfAbsent(StoredImage.of(image.row()), none -> new ArrayList<>()).add(image);
    }
    Map<String, Picture> pictures = new ConcurrentHashMap<>();
    Semaphore room = new Semaphore(WAITING * threads);
    ExecutorService decoding = Executors.newFixedThreadPool(threads);
    try {
      originals.readAll(
          wanted.keySet(),
          (stored, original) -> {
            room.acquireUninterruptibly();
            decoding.execute(
                () -> {
                  try {
                    for (Wanted image : wanted.get(stored)) {
                      pictures.put(image.id(), picture(original, image.small()));
                    }
                  } finally {
                    room.release();
                  }
                });
          });
      decoding.shutdown();
      decoding.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while pictures were made", e);
    } finally {
      decoding.shutdownNow();
    }
    return pictures;
  }

  private Picture picture(Original original, boolean small) {
    if (original instanceof Original.Found found) {
      return thumbnail(found.bytes(), small ? SMALL_SIDE : SIDE);
    }
    if (original instanceof Original.Gone gone) {
      return Picture.missing("gone: " + gone.detail());
    }
    if (original instanceof Original.Changed changed) {
      return Picture.missing("changed: " + changed.detail());
    }
    return Picture.missing("cannot be read: " + ((Original.Unreadable) original).detail());
  }

  private Picture thumbnail(byte[] encoded, int side) {
    try {
      return new Picture(Thumbnail.of(decoder, encoded, side).jpeg(), null);
    } catch (RejectedImageException e) {
      return Picture.missing(
          String.format(
              Locale.ROOT,
              "no picture: %s (%s)",
              e.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '),
              e.detail()));
    }
  }
}
