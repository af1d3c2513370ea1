package io.gleaner.pipeline.embed;

import io.gleaner.pipeline.encoder.Encoder;
import io.gleaner.pipeline.encoder.SharedEncoders;
import io.gleaner.pipeline.image.ImageDecoder;
import io.gleaner.pipeline.image.Preprocessor;
import io.gleaner.pipeline.source.GivenUnit;
import io.gleaner.pipeline.source.SourceUnit;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.pipeline.table.UnreadableTableException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Embeds units of image sources and writes two tables for each: {@code images/SOURCE/part-UNIT} and
 * {@code rejected/SOURCE/part-UNIT}. The images appear last, so that where they are the unit is
 * complete; a unit that is done twice gives the same files. One model in a JVM however many
 * workers. Counter: {@code embed/inputs}.
 */
public final class EmbedImages extends PTransform<PCollection<SourceUnit>, PDone> {
  /** Inputs that were embedded or rejected so far. */
  public static final MetricNameFilter INPUTS = MetricNameFilter.named("embed", "inputs");

  /** Units that are complete. */
  public static final MetricNameFilter UNITS = MetricNameFilter.named("embed", "units");

  /** Key of an images table's footer that holds the fingerprint of the unit's work. */
  public static final String FINGERPRINT = "gleaner.fingerprint";

  private final EmbedConfig config;
  private final Location images;
  private final Location rejected;
  private final Map<String, String> fingerprints;
  private final int threads;

  /**
   * @param images folder of the images' tables
   * @param rejected folder of the rejected inputs' tables
   * @param fingerprints of the work of each unit, by {@link #part}
   * @param threads of a process that may be at networks at once, at least 1: a worker that is the
   *     last one to have something to do is helped by the others' threads
   */
  public EmbedImages(
      EmbedConfig config,
      Location images,
      Location rejected,
      Map<String, String> fingerprints,
      int threads) {
    this.config = config;
    this.images = images;
    this.rejected = rejected;
    this.fingerprints = Map.copyOf(fingerprints);
    this.threads = threads;
  }

  /** Returns where a unit's table is, below the folder of images or of rejected inputs. */
  public static String part(SourceUnit unit) {
    return unit.source() + "/part-" + unit.name() + ".parquet";
  }

  /**
   * Returns whether a unit's tables are there, of the work with this fingerprint; one without a
   * footer, which was cut, counts as missing.
   *
   * @param part as of {@link #part}
   */
  public static boolean isComplete(
      Location images, Location rejected, String part, String fingerprint) throws IOException {
    Location file = images.resolve(part);
    Location other = rejected.resolve(part);
    if (!file.exists() || !other.exists()) {
      return false;
    }
    try {
      Map<String, String> footer = TableReader.metadata(file);
      return fingerprint.equals(footer.get(FINGERPRINT))
          && isOfThisFormat(footer)
          && isOfThisFormat(TableReader.metadata(other));
    } catch (UnreadableTableException | NoSuchFileException e) {
      return false;
    }
  }

  private static boolean isOfThisFormat(Map<String, String> footer) {
    return TableWriter.FORMAT_VERSION.equals(footer.get(TableWriter.VERSION_KEY));
  }

  @Override
  public PDone expand(PCollection<SourceUnit> units) {
    units.apply("EmbedUnit", ParDo.of(new EmbedUnit(this)));
    return PDone.in(units.getPipeline());
  }

  private static final class EmbedUnit extends DoFn<SourceUnit, Void> {
    private final Counter inputs = Metrics.counter("embed", "inputs");
    private final Counter units = Metrics.counter("embed", "units");
    private final EmbedConfig config;
    private final Location images;
    private final Location rejected;
    private final Map<String, String> fingerprints;
    private final int threads;
    private transient List<Encoder> encoders;
    private transient ExecutorService decoding;
    private transient UnitEmbedding embedding;

    EmbedUnit(EmbedImages transform) {
      config = transform.config;
      images = transform.images;
      rejected = transform.rejected;
      fingerprints = transform.fingerprints;
      threads = transform.threads;
    }

    /** Loads the models with the first unit that has images. */
    private UnitEmbedding embedding() throws IOException {
      if (embedding != null) {
        return embedding;
      }
      encoders = new ArrayList<>();
      encoders.add(SharedEncoders.acquire(Location.of(config.encoder()), config.runtime()));
      if (config.copyEncoder() != null) {
        encoders.add(
            SharedEncoders.acquire(Location.of(config.copyEncoder()), config.copyRuntime()));
      }
      decoding =
          Executors.newSingleThreadExecutor(
              task -> {
                Thread thread = new Thread(task, "decode");
                thread.setDaemon(true);
                return thread;
              });
      List<Preprocessor> preprocessors =
          encoders.stream().map(encoder -> new Preprocessor(encoder.preprocessing())).toList();
      embedding =
          new UnitEmbedding(
              new ImageParser(ImageDecoder.of(config.decoder(), config.limits()), preprocessors),
              encoders,
              config.batch(),
              threads,
              decoding);
      return embedding;
    }

    @ProcessElement
    public void process(@Element SourceUnit unit) throws IOException {
      String part = part(unit);
      if (isComplete(images, rejected, part, fingerprints.get(part))) {
        units.inc(); // an attempt before this one did it, and its worker was lost with other units
        return;
      }
      try (TableWriter<RejectedRecord> refused =
              TableWriter.open(rejected.resolve(part), RejectedRecord.FORMAT);
          TableWriter<ImageRecord> usable =
              TableWriter.open(
                  images.resolve(part),
                  ImageRecord.format(config.carried()),
                  Map.of(FINGERPRINT, fingerprints.get(part)))) {
        if (unit instanceof GivenUnit given) {
          UnitImport.run(given, usable, refused, inputs::inc);
        } else {
          embedding().run(unit, usable, refused, inputs::inc);
        }
        refused.commit();
        usable.commit();
        units.inc();
      }
    }

    @Teardown
    public void tearDown() {
      if (decoding != null) {
        decoding.shutdownNow();
      }
      if (encoders != null) {
        encoders.forEach(Encoder::close);
      }
    }
  }
}
