package io.gleaner.clustering.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TaskThreadsTest {
  @Test
  void run_moreTasksThanThreads_doesEachOnce() throws IOException {
    AtomicInteger sum = new AtomicInteger();

    TaskThreads.run(3, IntStream.rangeClosed(1, 100).boxed().toList(), sum::addAndGet);

    assertThat(sum).hasValue(5050);
  }

  @Test
  void run_twoThreads_workAtOnce() throws IOException {
    CountDownLatch together = new CountDownLatch(2);

    TaskThreads.run(
        2,
        List.of(1, 2),
        task -> {
          together.countDown();
          assertThat(together.await(30, TimeUnit.SECONDS)).isTrue();
        });
  }

  @Test
  void run_aTaskFails_throwsWhatItThrewWhenNoneWorksAnyMore() {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();

    assertThatThrownBy(
            () ->
                TaskThreads.run(
                    2,
                    List.of("waits", "fails"),
                    task -> {
                      if (task.equals("fails")) {
                        begun.await();
                        throw new IOException("a disk is full");
                      }
                      begun.countDown();
                      try {
                        Thread.sleep(60_000);
                      } finally {
                        ended.set(true);
                      }
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("a disk is full");
    assertThat(ended).isTrue();
  }

  @Test
  void run_anUncheckedFailure_isThrownAsItIs() {
    assertThatThrownBy(
            () ->
                TaskThreads.run(
                    1,
                    List.of(1),
                    task -> {
                      throw new IllegalStateException("broken");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("broken");
  }
}
