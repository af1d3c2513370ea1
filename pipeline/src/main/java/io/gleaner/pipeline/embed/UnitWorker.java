package io.gleaner.pipeline.embed;

import io.gleaner.pipeline.encoder.Encoder;
import io.gleaner.pipeline.encoder.SharedEncoders;
import io.gleaner.pipeline.source.GivenUnit;
import io.gleaner.pipeline.source.SourceUnit;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.TableWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;

/** Embeds one unit after the other, with one thread that decodes ahead. Not thread-safe. */
public final class UnitWorker implements AutoCloseable {
  private final EmbedJob job;
  private final List<Encoder> encoders = new ArrayList<>();
  private ExecutorService decoding;
  private UnitEmbedding embedding;

  /** Nothing is loaded before the first unit that has images. */
  public UnitWorker(EmbedJob job) {
    this.job = job;
  }

  /**
   * Writes the tables of a unit, if they are not there already: an attempt before this one may have
   * written them whose worker was lost with other units.
   *
   * @param done told of inputs that were embedded or rejected
   */
  public void embed(SourceUnit unit, IntConsumer done) throws IOException {
    String part = EmbedImages.part(unit);
    String fingerprint = job.fingerprints().get(part);
    if (EmbedImages.isComplete(job.images(), job.rejected(), part, fingerprint)) {
      return;
    }
    try (TableWriter<RejectedRecord> refused =
            TableWriter.open(job.rejected().resolve(part), RejectedRecord.FORMAT);
        TableWriter<ImageRecord> usable =
            TableWriter.open(
                job.images().resolve(part),
                ImageRecord.format(job.config().carried()),
                Map.of(EmbedImages.FINGERPRINT, fingerprint))) {
      if (unit instanceof GivenUnit given) {
        UnitImport.run(given, usable, refused, done);
      } else {
        embedding().run(unit, usable, refused, done);
      }
      refused.commit();
      usable.commit();
    }
  }

  private UnitEmbedding embedding() throws IOException {
    if (embedding != null) {
      return embedding;
    }
    EmbedConfig config = job.config();
    encoders.add(SharedEncoders.acquire(Location.of(config.encoder()), config.runtime()));
    if (config.copyEncoder() != null) {
      encoders.add(SharedEncoders.acquire(Location.of(config.copyEncoder()), config.copyRuntime()));
    }
    decoding =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "decode");
              thread.setDaemon(true);
              return thread;
            });
    embedding =
        new UnitEmbedding(
            ImageParser.of(config, encoders), encoders, config.batch(), job.threads(), decoding);
    return embedding;
  }

  @Override
  public void close() {
    if (decoding != null) {
      decoding.shutdownNow();
    }
    encoders.forEach(Encoder::close);
  }
}
