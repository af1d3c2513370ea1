package io.gleaner.pipeline.encoder;

import io.gleaner.pipeline.image.Preprocessing;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * One network on several devices: one thread feeds each, and all take batches from one queue, so
 * that a device is busy while callers prepare what comes next. Thread-safe.
 */
final class DeviceWorkers implements Encoder {
  private static final Batch END = new Batch(null, 0, null);

  private final List<Encoder> encoders;
  private final BlockingQueue<Batch> batches = new LinkedBlockingQueue<>();

  private record Batch(ByteBuffer pixels, int images, CompletableFuture<float[]> embeddings) {}

  /**
   * @param encoders the same model, one on each device; closed with this
   */
  DeviceWorkers(List<Encoder> encoders) {
    this.encoders = List.copyOf(encoders);
    for (int i = 0; i < encoders.size(); i++) {
      Encoder encoder = encoders.get(i);
      Thread thread = new Thread(() -> feed(encoder), "device-" + i);
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void feed(Encoder encoder) {
    try (encoder) {
      for (Batch batch = batches.take(); batch != END; batch = batches.take()) {
        try {
          batch.embeddings.complete(encoder.embed(batch.pixels, batch.images));
        } catch (RuntimeException | Error e) {
          batch.embeddings.completeExceptionally(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Preprocessing preprocessing() {
    return encoders.get(0).preprocessing();
  }

  @Override
  public Summary summary() {
    return encoders.get(0).summary();
  }

  @Override
  public int dimension() {
    return encoders.get(0).dimension();
  }

  @Override
  public String digest() {
    return encoders.get(0).digest();
  }

  @Override
  public float[] embed(ByteBuffer pixels, int images, int threads) {
    CompletableFuture<float[]> embeddings = new CompletableFuture<>();
    batches.add(new Batch(pixels, images, embeddings));
    try {
      return embeddings.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a device failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a device was busy", e);
    }
  }

  /** Lets each device end what is queued, then frees its network. */
  @Override
  public void close() {
    encoders.forEach(encoder -> batches.add(END));
  }
}
