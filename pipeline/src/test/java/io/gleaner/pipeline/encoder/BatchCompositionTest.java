package io.gleaner.pipeline.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.encoder.EncoderConfig.Linear;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One image has the same bits on one machine whatever is in its batch and whoever calls. */
class BatchCompositionTest {
  private static final int IMAGES = 64;

  @ParameterizedTest
  @CsvSource({
    "../samples/encoder, AUTO",
    "../samples/encoder, MKL",
    "src/test/resources/encoder/siglip, AUTO",
    "src/test/resources/encoder/swin, AUTO",
    "src/test/resources/encoder/torchscript/copies.pt, AUTO",
  })
  void embed_batchesOfAnySizeFromOneThreadAndTwo_givesTheSameBits(String model, Linear linear)
      throws Exception {
    EncoderConfig config = EncoderConfig.DEFAULTS.withDevice("cpu").withLinear(linear);
    ExecutorService workers = Executors.newFixedThreadPool(2);
    try (Encoder encoder = Encoders.load(Path.of(model), config)) {
      ByteBuffer pixels = random(IMAGES * encoder.preprocessing().floatsPerImage());
      float[] whole = embed(encoder, pixels, IMAGES);
      for (int batch : new int[] {1, 7, 64}) {
        assertThat(embed(encoder, pixels, batch))
            .as("batches of %s", batch)
            .isEqualTo(whole); // bit by bit
      }
      assertThat(encoder.embed(pixels.duplicate().order(ByteOrder.nativeOrder()), IMAGES, 4))
          .as("parts in several threads")
          .isEqualTo(whole);
      Callable<float[]> task = () -> embed(encoder, pixels.duplicate(), 7);
      for (Future<float[]> each : workers.invokeAll(List.of(task, task))) {
        assertThat(each.get()).as("two workers at once").isEqualTo(whole);
      }
    } finally {
      workers.shutdownNow();
    }
  }

  private static float[] embed(Encoder encoder, ByteBuffer pixels, int batch) {
    int bytes = 4 * encoder.preprocessing().floatsPerImage();
    int dimension = encoder.dimension();
    float[] embeddings = new float[IMAGES * dimension];
    for (int from = 0; from < IMAGES; from += batch) {
      int count = Math.min(batch, IMAGES - from);
      ByteBuffer slice = pixels.slice(from * bytes, count * bytes).order(ByteOrder.nativeOrder());
      System.arraycopy(
          encoder.embed(slice, count), 0, embeddings, from * dimension, count * dimension);
    }
    return embeddings;
  }

  private static ByteBuffer random(int floats) {
    ByteBuffer pixels = ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.nativeOrder());
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < floats; i++) {
      pixels.putFloat(4 * i, (float) (2 * random.nextDouble() - 1));
    }
    return pixels;
  }
}
