package io.gleaner.pipeline.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.image.Preprocessing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeviceWorkersTest {
  /** An encoder whose embedding of a buffer is the buffer's own first number. */
  private static class Fake implements Encoder {
    final Set<Thread> callers = ConcurrentHashMap.newKeySet();
    final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch together;

    /**
     * @param together awaited in each call, so that the calls of two devices must overlap
     */
    Fake(CountDownLatch together) {
      this.together = together;
    }

    @Override
    public float[] embed(ByteBuffer pixels, int images, int threads) {
      callers.add(Thread.currentThread());
      together.countDown();
      try {
        assertThat(together.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (images == 13) {
        throw new IllegalArgumentException("thirteen images");
      }
      return new float[] {pixels.getFloat(0)};
    }

    @Override
    public void close() {
      closed.countDown();
    }

    @Override
    public Preprocessing preprocessing() {
      return null;
    }

    @Override
    public Summary summary() {
      return null;
    }

    @Override
    public int dimension() {
      return 1;
    }

    @Override
    public String digest() {
      return "fake";
    }
  }

  private static ByteBuffer pixels(float value) {
    return ByteBuffer.allocateDirect(4).putFloat(0, value);
  }

  @Test
  void embed_fromManyThreads_feedsEachDeviceFromOneThreadAndAnswersEachCaller() throws Exception {
    CountDownLatch together = new CountDownLatch(2);
    Fake first = new Fake(together);
    Fake second = new Fake(together);
    var callers = Executors.newFixedThreadPool(8);
    try (DeviceWorkers workers = new DeviceWorkers(List.of(first, second))) {
      List<Future<float[]>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        float value = i;
        answers.add(callers.submit(() -> workers.embed(pixels(value), 1)));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(answers.get(i).get()).containsExactly(i);
      }
    } finally {
      callers.shutdown();
    }
    assertThat(first.callers).hasSize(1);
    assertThat(second.callers).hasSize(1).doesNotContainAnyElementsOf(first.callers);
  }

  @Test
  void embed_failingDevice_passesTheFailureOnAndGoesOn() {
    try (DeviceWorkers workers = new DeviceWorkers(List.of(new Fake(new CountDownLatch(1))))) {
      assertThatThrownBy(() -> workers.embed(pixels(1), 13))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("thirteen images");
      assertThat(workers.embed(pixels(2), 1)).containsExactly(2);
    }
  }

  @Test
  void close_freesEveryDevicesNetwork() throws Exception {
    Fake first = new Fake(new CountDownLatch(0));
    Fake second = new Fake(new CountDownLatch(0));
    new DeviceWorkers(List.of(first, second)).close();
    assertThat(first.closed.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(second.closed.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
