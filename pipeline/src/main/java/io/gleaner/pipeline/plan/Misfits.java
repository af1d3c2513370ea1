package io.gleaner.pipeline.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What will not fit: the heap of the driver and of the workers that share its process, the memory
 * of the machine, the disk of the output. A run of more workers than this machine has processors is
 * taken for one on a cluster, of which only the driver and the disk can be told from here.
 */
final class Misfits {
  /** Of the heap, beyond which Java collects garbage more than it works. */
  private static final double USABLE_HEAP = 0.8;

  /** Classes, code, buffers of the network and of Parquet, for each process. */
  private static final long PROCESS = 500L << 20;

  private Misfits() {}

  /** Returns a sentence for each, none where all fits. */
  static List<String> of(List<StageForecast> stages, Capacity machine, int workers) {
    boolean here = workers <= machine.processors();
    List<String> misfits = new ArrayList<>();
    double usable = USABLE_HEAP * machine.heapBytes();
    StageForecast largest = null;
    StageForecast widest = null;
    for (StageForecast stage : stages) {
      largest =
          largest == null || heap(stage, here, workers) > heap(largest, here, workers)
              ? stage
              : largest;
      widest = widest == null || stage.nativeBytes() > widest.nativeBytes() ? stage : widest;
    }
    if (largest != null && heap(largest, here, workers) > usable) {
      misfits.add(heapSentence(largest, here, workers, machine.heapBytes()));
    }
    if (here && widest != null && machine.memoryBytes() > 0) {
      long needed = widest.nativeBytes() + PROCESS + machine.heapBytes();
      if (needed > machine.memoryBytes()) {
        misfits.add(
            String.format(
                Locale.ROOT,
                "%s: networks and pixels take %s beside Java's heap of %s, and the machine has %s"
                    + " of memory; take fewer workers, a smaller batch or a smaller heap (-Xmx)",
                widest.stage(),
                Amount.bytes(widest.nativeBytes()),
                Amount.bytes(machine.heapBytes()),
                Amount.bytes(machine.memoryBytes())));
      }
    }
    long disk = disk(stages);
    if (machine.diskBytes() >= 0 && disk > machine.diskBytes()) {
      misfits.add(
          String.format(
              Locale.ROOT,
              "disk: the run writes %s at most, with what it removes again, and %s are free where"
                  + " its output is",
              Amount.bytes(disk),
              Amount.bytes(machine.diskBytes())));
    }
    return List.copyOf(misfits);
  }

  /** Returns the bytes that are on the disk at the run's fullest moment. */
  static long disk(List<StageForecast> stages) {
    long kept = 0;
    long most = 0;
    for (StageForecast stage : stages) {
      kept += stage.diskBytes();
      most = Math.max(most, kept + stage.asideBytes());
    }
    return most;
  }

  /** Returns the bytes of the driver's heap; where all is one process, of the workers' too. */
  private static double heap(StageForecast stage, boolean here, int workers) {
    return here
        ? stage.driverBytes() + (double) workers * stage.workerBytes() + stage.shuffledBytes()
        : stage.driverBytes();
  }

  private static String heapSentence(StageForecast stage, boolean here, int workers, long heap) {
    double needed = heap(stage, here, workers);
    String parts =
        here
            ? String.format(
                Locale.ROOT,
                "driver %s, %d workers of %s each, and on the direct runner %s that are shuffled",
                Amount.bytes(stage.driverBytes()),
                workers,
                Amount.bytes(stage.workerBytes()),
                Amount.bytes(stage.shuffledBytes()))
            : "the driver";
    long most = (long) Math.ceil(needed / USABLE_HEAP / (1 << 30));
    return String.format(
        Locale.ROOT,
        "%s: %s of Java's heap (%s), of which %s are usable of %s; start with"
            + " GLEANER_JAVA_OPTIONS=-Xmx%dg%s",
        stage.stage(),
        Amount.bytes((long) needed),
        parts,
        Amount.bytes((long) (USABLE_HEAP * heap)),
        Amount.bytes(heap),
        most,
        here ? ", or run on Flink, which shuffles on disk" : "");
  }
}
