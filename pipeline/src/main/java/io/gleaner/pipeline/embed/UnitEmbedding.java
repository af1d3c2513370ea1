package io.gleaner.pipeline.embed;

import io.gleaner.pipeline.encoder.Encoder;
import io.gleaner.pipeline.encoder.PixelBatch;
import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.image.RejectedImageException;
import io.gleaner.pipeline.source.Place;
import io.gleaner.pipeline.source.RawImage;
import io.gleaner.pipeline.source.RawImages;
import io.gleaner.pipeline.source.SourceUnit;
import io.gleaner.pipeline.table.TableWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Embeds one unit of a source: while the network works on one batch, the next is read and decoded.
 * Rows come out in the order of the unit. Memory: the encoded bytes of two batches, each cut short
 * at 64 MiB, and their preprocessed pixels, 12 × height × width bytes an image and encoder.
 */
final class UnitEmbedding {
  private static final long BATCH_BYTES = 64L << 20;

  private final ImageParser parser;
  private final List<Encoder> encoders;
  private final int batch;
  private final int threads;
  private final ExecutorService decoding;
  private final List<ByteBuffer> pixels = new ArrayList<>();

  /**
   * @param encoders the semantic one, then perhaps the copy-detection one
   * @param batch images of one call of the network
   * @param threads of this process that may be at networks at once
   * @param decoding threads that decode; shared with other units
   */
  UnitEmbedding(
      ImageParser parser,
      List<Encoder> encoders,
      int batch,
      int threads,
      ExecutorService decoding) {
    this.parser = parser;
    this.encoders = encoders;
    this.batch = batch;
    this.threads = threads;
    this.decoding = decoding;
    for (Encoder encoder : encoders) {
      pixels.add(PixelBatch.allocate(encoder.preprocessing(), batch));
    }
  }

  /** One input on its way: what it was, and what it becomes. */
  private record Pending(String uri, Place place, Future<ImageParser.Parsed> parsed) {}

  /**
   * Reads {@code unit} to its end and writes each input to one of the two tables.
   *
   * @param done told of each batch's inputs, used or rejected
   */
  void run(
      SourceUnit unit,
      TableWriter<ImageRecord> images,
      TableWriter<RejectedRecord> rejected,
      IntConsumer done)
      throws IOException {
    try (RawImages raws = unit.open()) {
      List<Pending> next = read(unit, raws);
      while (!next.isEmpty()) {
        List<ImageParser.Parsed> parsed = new ArrayList<>(next.size());
        for (Pending pending : next) {
          try {
            parsed.add(await(pending.parsed));
          } catch (RejectedImageException e) {
            rejected.add(new RejectedRecord(pending.uri, unit.source(), pending.place, e));
          }
        }
        int inputs = next.size();
        next = read(unit, raws);
        embed(parsed, images, rejected);
        done.accept(inputs);
      }
    }
  }

  private List<Pending> read(SourceUnit unit, RawImages raws) throws IOException {
    List<Pending> batchOfInputs = new ArrayList<>(batch);
    long bytes = 0;
    while (batchOfInputs.size() < batch && bytes < BATCH_BYTES) {
      RawImage raw = raws.next();
      if (raw == null) {
        break;
      }
      bytes += raw.bytes() == null ? 0 : raw.bytes().length;
      batchOfInputs.add(
          new Pending(
              raw.uri(), raw.place(), decoding.submit(() -> parser.parse(unit.source(), raw))));
    }
    return batchOfInputs;
  }

  private static ImageParser.Parsed await(Future<ImageParser.Parsed> parsed)
      throws RejectedImageException {
    try {
      return parsed.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RejectedImageException rejection) {
        throw rejection;
      }
      throw new IllegalStateException("a decoder failed in a way that is ours", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while decoding", e);
    }
  }

  private void embed(
      List<ImageParser.Parsed> parsed,
      TableWriter<ImageRecord> images,
      TableWriter<RejectedRecord> rejected)
      throws IOException {
    if (parsed.isEmpty()) {
      return;
    }
    float[][] embeddings = new float[encoders.size()][];
    for (int i = 0; i < embeddings.length; i++) {
      ByteBuffer buffer = pixels.get(i).clear();
      FloatBuffer floats = buffer.asFloatBuffer();
      for (ImageParser.Parsed image : parsed) {
        floats.put(image.pixels()[i]);
      }
      buffer.limit(4 * floats.position());
      embeddings[i] = encoders.get(i).embed(buffer, parsed.size(), threads);
    }
    for (int row = 0; row < parsed.size(); row++) {
      ImageRecord image = parsed.get(row).record();
      float[][] own = new float[2][];
      String unusable = null;
      for (int i = 0; i < embeddings.length; i++) {
        int dimension = encoders.get(i).dimension();
        own[i] = Arrays.copyOfRange(embeddings[i], row * dimension, (row + 1) * dimension);
        unusable = unusable == null ? UnusableVectors.reason(own[i]) : unusable;
      }
      if (unusable != null) {
        rejected.add(
            new RejectedRecord(
                image.uri(),
                image.source(),
                image.place(),
                new RejectedImageException(Reason.UNUSABLE_EMBEDDING, unusable)));
      } else {
        images.add(image.with(own[0], own[1]));
      }
    }
  }
}
