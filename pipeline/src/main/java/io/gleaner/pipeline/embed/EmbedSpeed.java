package io.gleaner.pipeline.embed;

import io.gleaner.pipeline.encoder.Encoder;
import io.gleaner.pipeline.encoder.PixelBatch;
import io.gleaner.pipeline.encoder.SharedEncoders;
import io.gleaner.pipeline.origin.MachineResources;
import io.gleaner.pipeline.source.ListedFile;
import io.gleaner.pipeline.source.RawImage;
import io.gleaner.pipeline.source.RawImages;
import io.gleaner.pipeline.source.SourceUnit;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.TableWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Embeds some images of a recipe over and over, as {@link EmbedImages} does, with the same
 * encoders, from as many threads as a run has workers, and tells how it went on. The images are in
 * memory, so that reading them is not in it; their rows go to a folder of temporary files. Memory:
 * {@value #MOST_BYTES} bytes of encoded images, and what the workers of a run hold.
 */
public final class EmbedSpeed implements AutoCloseable {
  private static final int MOST_IMAGES = 1024;
  private static final long MOST_BYTES = 64L << 20;
  private static final int IMAGES_OF_A_UNIT = 128;

  /** Share of the processors' time that a machine which has nothing else to do gives. */
  private static final double BUSY = 0.8;

  /** Times that it may take as long as it was asked to. */
  private static final double LONGEST = 3;

  /** What names of temporary folders begin with. */
  static final String FOLDER = "gleaner-plan-" + ProcessHandle.current().pid() + "-";

  /**
   * How far all workers together had come at some time.
   *
   * @param seconds that had passed
   * @param processorSeconds that all threads of this process had worked, Java's compiler's too
   * @param images that were done
   */
  public record Moment(double seconds, double processorSeconds, long images) {}

  /**
   * What was seen.
   *
   * @param moments one for each batch, in order of time; none where there is no image
   * @param sampled images that were embedded again and again
   * @param rejectedShare of these, by the decoder and the limits
   * @param bytes of these, encoded
   */
  public record Seen(List<Moment> moments, int sampled, double rejectedShare, long bytes) {}

  private final EmbedConfig config;
  private final List<Encoder> encoders = new ArrayList<>();

  private EmbedSpeed(EmbedConfig config) {
    this.config = config;
  }

  /** Loads the encoders, or takes those that are loaded. */
  public static EmbedSpeed of(EmbedConfig config) throws IOException {
    EmbedSpeed speed = new EmbedSpeed(config);
    try {
      speed.encoders.add(SharedEncoders.acquire(Location.of(config.encoder()), config.runtime()));
      if (config.copyEncoder() != null) {
        speed.encoders.add(
            SharedEncoders.acquire(Location.of(config.copyEncoder()), config.copyRuntime()));
      }
      return speed;
    } catch (IOException | RuntimeException e) {
      speed.close();
      throw e;
    }
  }

  /** Returns the components of each encoder's embeddings, the semantic one's first. */
  public List<Integer> dimensions() {
    return encoders.stream().map(Encoder::dimension).toList();
  }

  /** Whether networks run on a GPU, so that processors wait for it. */
  public boolean onGpu() {
    return config.runtime().onGpu();
  }

  /** Returns the bytes of the preprocessed pixels that a worker holds: two batches an encoder. */
  public long pixelBytes() {
    return encoders.stream()
        .mapToLong(each -> 2 * PixelBatch.bytes(each.preprocessing(), config.batch()))
        .sum();
  }

  /** Returns the bytes of the networks' weights, in float32; 0 of one that does not tell them. */
  public long weightBytes() {
    return encoders.stream()
        .mapToLong(each -> Float.BYTES * each.summary().parameters().orElse(0))
        .sum();
  }

  /**
   * Embeds for some time, up to {@value #LONGEST} times as long where the machine is busy.
   *
   * @param units read from their starts until there are {@value #MOST_IMAGES} images
   * @param workers threads, at least 1
   */
  public Seen measure(List<SourceUnit> units, int workers, double seconds) throws IOException {
    List<RawImage> images = read(units);
    if (images.isEmpty()) {
      return new Seen(List.of(), 0, 0, 0);
    }
    Path folder = Files.createTempDirectory(FOLDER);
    Clock clock = new Clock(seconds, onGpu() ? 0 : BUSY * seconds * workers);
    AtomicLong rejected = new AtomicLong();
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Future<Void>> working = new ArrayList<>();
      for (int worker = 0; worker < workers; worker++) {
        Location own = Location.of(folder.resolve("worker-" + worker));
        working.add(
            threads.submit(
                () -> {
                  work(images, next, own, clock, rejected);
                  return null;
                }));
      }
      for (Future<Void> each : working) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("cannot embed images to measure how long it takes", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while measuring", e);
    } finally {
      threads.shutdownNow();
      Location.of(folder).deleteAll();
    }
    List<Moment> moments = clock.moments();
    long done = moments.isEmpty() ? 0 : moments.get(moments.size() - 1).images();
    return new Seen(
        moments,
        images.size(),
        done == 0 ? 0 : (double) rejected.get() / done,
        images.stream().mapToLong(EmbedSpeed::length).sum());
  }

  private static long length(RawImage image) {
    return image.bytes() == null ? 0 : image.bytes().length;
  }

  /** Reads some inputs of each unit, as they come; those that cannot be had are rejected later. */
  private static List<RawImage> read(List<SourceUnit> units) throws IOException {
    List<RawImage> images = new ArrayList<>();
    long bytes = 0;
    for (SourceUnit unit : units) {
      try (RawImages raws = unit.open()) {
        RawImage raw = raws.next();
        for (int of = 0; raw != null && of < IMAGES_OF_A_UNIT; of++, raw = raws.next()) {
          images.add(raw);
          bytes += length(raw);
          if (images.size() == MOST_IMAGES || bytes >= MOST_BYTES) {
            return images;
          }
        }
      }
    }
    return images;
  }

  /** Embeds unit after unit, as a worker does, until the time is over. */
  private void work(
      List<RawImage> images, AtomicInteger next, Location own, Clock clock, AtomicLong rejected)
      throws IOException {
    ExecutorService decoding = Executors.newSingleThreadExecutor();
    try {
      UnitEmbedding embedding =
          new UnitEmbedding(
              ImageParser.of(config, encoders), encoders, config.batch(), 1, decoding);
      do {
        try (TableWriter<RejectedRecord> refused =
                TableWriter.open(own.resolve("rejected.parquet"), RejectedRecord.FORMAT);
            TableWriter<ImageRecord> usable =
                TableWriter.open(
                    own.resolve("images.parquet"), ImageRecord.format(config.carried()))) {
          embedding.run(
              new AgainAndAgain(images, next, clock, 2 * config.batch()),
              usable,
              refused,
              clock::done);
          rejected.addAndGet(refused.rows());
          refused.commit();
          usable.commit();
        }
      } while (!clock.isOver());
    } finally {
      decoding.shutdownNow();
    }
  }

  /** Who has come how far; all workers tell it. */
  private static final class Clock {
    private final double seconds;
    private final double enough;
    private final long start = System.nanoTime();
    private final double processorStart = MachineResources.processorSeconds();
    private final List<Moment> moments = new ArrayList<>();

    /**
     * @param enough processor seconds
     */
    Clock(double seconds, double enough) {
      this.seconds = seconds;
      this.enough = enough;
    }

    private double passed() {
      return (System.nanoTime() - start) / 1e9;
    }

    /** On a machine that is busy with other work it takes longer to see as much. */
    boolean isOver() {
      double passed = passed();
      return passed > seconds && (worked() > enough || passed > LONGEST * seconds);
    }

    private double worked() {
      return MachineResources.processorSeconds() - processorStart;
    }

    synchronized void done(int images) {
      long before = moments.isEmpty() ? 0 : moments.get(moments.size() - 1).images();
      moments.add(
          new Moment(
              passed(), MachineResources.processorSeconds() - processorStart, before + images));
    }

    synchronized List<Moment> moments() {
      return List.copyOf(moments);
    }
  }

  /**
   * The next images of a list that begins anew when it ends, until the time is over.
   *
   * @param least that are given even then: with two batches something is seen of any machine
   */
  private record AgainAndAgain(List<RawImage> images, AtomicInteger next, Clock clock, int least)
      implements SourceUnit {
    @Override
    public String source() {
      return "plan";
    }

    @Override
    public String name() {
      return "plan";
    }

    @Override
    public String fingerprint() {
      return "";
    }

    @Override
    public List<ListedFile> read() {
      return List.of();
    }

    @Override
    public RawImages open() {
      return new RawImages() {
        private int given;

        @Override
        public RawImage next() {
          if (given >= Math.max(least, IMAGES_OF_A_UNIT) || given >= least && clock.isOver()) {
            return null;
          }
          given++;
          return images.get(Math.floorMod(next.getAndIncrement(), images.size()));
        }

        @Override
        public void close() {}
      };
    }
  }

  @Override
  public void close() {
    encoders.forEach(Encoder::close);
    encoders.clear();
  }
}
