package io.gleaner.pipeline.encoder;

import io.gleaner.pipeline.image.Preprocessing;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * One model in a JVM however many workers: each {@link #acquire} of the same model and runtime
 * gives the same network, which is freed when the last holder closes it. Thread-safe.
 */
public final class SharedEncoders {
  private static final Map<Key, Shared> LOADED = new HashMap<>();

  private SharedEncoders() {}

  private record Key(Path model, EncoderConfig runtime) {}

  private static final class Shared {
    final Encoder encoder;
    int holders;

    Shared(Encoder encoder) {
      this.encoder = encoder;
    }
  }

  /** Returns the model, loading it if nobody holds it; {@link Encoder#close} gives it back. */
  public static Encoder acquire(Location location, EncoderConfig runtime) throws IOException {
    Path model = LocalModel.of(location);
    Key key = new Key(model.toAbsolutePath().normalize(), runtime);
    synchronized (LOADED) {
      Shared shared = LOADED.get(key);
      if (shared == null) {
        shared = new Shared(Encoders.load(model, runtime));
        LOADED.put(key, shared);
      }
      shared.holders++;
      return new Held(key, shared.encoder);
    }
  }

  private static void release(Key key) {
    synchronized (LOADED) {
      Shared shared = LOADED.get(key);
      if (--shared.holders == 0) {
        LOADED.remove(key);
        shared.encoder.close();
      }
    }
  }

  /** One holder's view; closing it twice is closing it once. */
  private static final class Held implements Encoder {
    private final Key key;
    private final Encoder encoder;
    private boolean closed;

    Held(Key key, Encoder encoder) {
      this.key = key;
      this.encoder = encoder;
    }

    @Override
    public Preprocessing preprocessing() {
      return encoder.preprocessing();
    }

    @Override
    public Summary summary() {
      return encoder.summary();
    }

    @Override
    public int dimension() {
      return encoder.dimension();
    }

    @Override
    public String digest() {
      return encoder.digest();
    }

    @Override
    public float[] embed(ByteBuffer pixels, int images, int threads) {
      return encoder.embed(pixels, images, threads);
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        release(key);
      }
    }
  }
}
