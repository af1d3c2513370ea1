package io.gleaner.pipeline.sort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The records of several files as one; of equal keys those of the first file first. */
final class MergedRuns implements SortedRecords {
  /** A file whose next record waits. */
  private record Waiting(SortedRun run, int place) {}

  private static final Comparator<Waiting> ORDER =
      Comparator.comparing((Waiting waiting) -> waiting.run.record(), SortRecord.ORDER)
          .thenComparingInt(Waiting::place);

  private final List<SortedRun> runs = new ArrayList<>();
  private final PriorityQueue<Waiting> waiting;
  private Waiting taken;
  private SortRecord record;

  MergedRuns(List<Path> files) throws IOException {
    waiting = new PriorityQueue<>(Math.max(1, files.size()), ORDER);
    try {
      for (Path file : files) {
        SortedRun run = new SortedRun(file);
        runs.add(run);
        offer(new Waiting(run, runs.size()));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void offer(Waiting next) throws IOException {
    if (next.run.next()) {
      waiting.add(next);
    }
  }

  @Override
  public boolean next() throws IOException {
    if (taken != null) {
      offer(taken);
    }
    taken = waiting.poll();
    record = taken == null ? null : taken.run.record();
    return record != null;
  }

  @Override
  public byte[] key() {
    return record.key();
  }

  @Override
  public byte[] value() {
    return record.value();
  }

  @Override
  public void close() throws IOException {
    for (SortedRun run : runs) {
      run.close();
    }
  }
}
