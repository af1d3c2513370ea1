package io.gleaner.pipeline.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class PartThreadsTest {
  @ParameterizedTest
  @CsvSource({"0, 4", "1, 4", "7, 1", "7, 2", "1000, 3"})
  void forEach_anyNumberOfParts_doesEachOnceAndAllBeforeItReturns(int parts, int threads) {
    AtomicIntegerArray done = new AtomicIntegerArray(Math.max(1, parts));

    PartThreads.forEach(parts, threads, done::incrementAndGet);

    for (int i = 0; i < parts; i++) {
      assertThat(done.get(i)).isEqualTo(1);
    }
  }

  @Test
  void forEach_oneCaller_isHelped() {
    CountDownLatch together = new CountDownLatch(2);

    PartThreads.forEach(
        2,
        2,
        part -> {
          together.countDown();
          await(together); // which each part alone would never see
        });

    assertThat(together.getCount()).isZero();
  }

  @Test
  void forEach_oneThread_isTheCallers() {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();

    PartThreads.forEach(20, 1, part -> seen.add(Thread.currentThread()));

    assertThat(seen).containsExactly(Thread.currentThread());
  }

  @Test
  void forEach_anotherCallerIsBusy_isNotHelped() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread other =
        new Thread(
            () ->
                PartThreads.forEach(
                    1,
                    2,
                    part -> {
                      begun.countDown();
                      await(end);
                    }));
    other.start();
    await(begun);
    Set<Thread> seen = ConcurrentHashMap.newKeySet();

    PartThreads.forEach(20, 2, part -> seen.add(Thread.currentThread()));

    end.countDown();
    other.join();
    assertThat(seen).containsExactly(Thread.currentThread());
  }

  @Test
  void forEach_aPartFails_throwsItAndNothingRunsAfterwards() {
    AtomicInteger running = new AtomicInteger();
    for (int failing = 0; failing < 8; failing++) {
      int bad = failing;
      assertThatThrownBy(
              () ->
                  PartThreads.forEach(
                      8,
                      3,
                      part -> {
                        running.incrementAndGet();
                        try {
                          if (part == bad) {
                            throw new IllegalStateException("part " + part);
                          }
                        } finally {
                          running.decrementAndGet();
                        }
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("part " + bad);
      assertThat(running).hasValue(0);
    }
    forEach_oneCaller_isHelped(); // nobody is still counted as busy
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
