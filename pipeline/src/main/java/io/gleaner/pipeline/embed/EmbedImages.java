package io.gleaner.pipeline.embed;

import io.gleaner.pipeline.source.SourceUnit;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.pipeline.table.UnreadableTableException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
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

  private final EmbedJob job;

  public EmbedImages(EmbedJob job) {
    this.job = job;
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
    units.apply("EmbedUnit", ParDo.of(new EmbedUnit(job)));
    return PDone.in(units.getPipeline());
  }

  private static final class EmbedUnit extends DoFn<SourceUnit, Void> {
    private final Counter inputs = Metrics.counter("embed", "inputs");
    private final Counter units = Metrics.counter("embed", "units");
    private final EmbedJob job;
    private transient UnitWorker worker;

    EmbedUnit(EmbedJob job) {
      this.job = job;
    }

    @Setup
    public void setUp() {
      worker = new UnitWorker(job);
    }

    @ProcessElement
    public void process(@Element SourceUnit unit) throws IOException {
      worker.embed(unit, inputs::inc);
      units.inc();
    }

    @Teardown
    public void tearDown() {
      worker.close();
    }
  }
}
