package io.gleaner.pipeline.encoder;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many images per second an encoder takes: batches of random pixels that are in memory already,
 * from several workers at once as a stage's.
 */
public final class Throughput implements AutoCloseable {
  private final Encoder encoder;
  private final int batch;
  private final ByteBuffer pixels;
  private final int workers;
  private final ExecutorService threads;

  /**
   * @param batch images of one call
   * @param workers threads that call
   */
  public Throughput(Encoder encoder, int batch, int workers) {
    this.encoder = encoder;
    this.batch = batch;
    this.workers = workers;
    int floats = batch * encoder.preprocessing().floatsPerImage();
    pixels = ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.nativeOrder());
    SplittableRandom random = new SplittableRandom(0);
    FloatBuffer values = pixels.asFloatBuffer();
    for (int i = 0; i < floats; i++) {
      values.put(i, (float) (2 * random.nextDouble() - 1));
    }
    threads =
        Executors.newFixedThreadPool(
            workers,
            task -> {
              Thread thread = new Thread(task, "throughput");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Returns the seconds that so many batches take. */
  public double seconds(int batches) {
    AtomicInteger left = new AtomicInteger(batches);
    long start = System.nanoTime();
    List<Future<?>> running = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      running.add(
          threads.submit(
              () -> {
                ByteBuffer own = pixels.duplicate().order(ByteOrder.nativeOrder());
                while (left.getAndDecrement() > 0) {
                  encoder.embed(own, batch);
                }
              }));
    }
    try {
      for (Future<?> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the network failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
