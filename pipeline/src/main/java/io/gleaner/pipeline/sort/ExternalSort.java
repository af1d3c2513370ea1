package io.gleaner.pipeline.sort;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Sorts records by their keys, as unsigned bytes; of equal keys the one that was added first comes
 * first. What does not fit in memory is written to sorted files, which are merged, {@value #FILES}
 * at a time, as often as it takes.
 *
 * <p>Memory: that which is allowed, or one record if that is larger, and 64 KiB for each file of a
 * merge. Disk: the records twice. Not thread-safe.
 */
public final class ExternalSort implements Closeable {
  private static final int FILES = 64;

  private final Path folder;
  private final long memory;
  private final List<Path> files = new ArrayList<>();
  private List<SortRecord> held = new ArrayList<>();
  private long size;
  private int named;

  /**
   * @param folder for what does not fit in memory, for this sort alone; made when needed
   * @param memory bytes of records that are held
   */
  public ExternalSort(Path folder, long memory) {
    this.folder = folder;
    this.memory = memory;
  }

  /** Adds a record. The arrays are kept. */
  public void add(byte[] key, byte[] value) throws IOException {
    SortRecord record = new SortRecord(key, value);
    if (size > 0 && size + record.memory() > memory) {
      spill();
    }
    held.add(record);
    size += record.memory();
  }

  private void spill() throws IOException {
    held.sort(SortRecord.ORDER);
    Path file = newFile();
    SortedRun.write(file, held.iterator());
    files.add(file);
    held = new ArrayList<>();
    size = 0;
  }

  private Path newFile() throws IOException {
    Files.createDirectories(folder);
    return folder.resolve("run-" + named++);
  }

  /**
   * Returns the records in order. Nothing may be added any more, and it may be called once.
   *
   * @return closed by the caller, before this sort
   */
  public SortedRecords sorted() throws IOException {
    if (files.isEmpty()) {
      held.sort(SortRecord.ORDER);
      SortedRecords records = new HeldRecords(held.iterator());
      held = null;
      return records;
    }
    spill();
    held = null;
    while (files.size() > FILES) {
      mergeOnce();
    }
    return new MergedRuns(files);
  }

  /** Merges neighbours, so that equal keys keep their order. */
  private void mergeOnce() throws IOException {
    List<Path> before = new ArrayList<>(files);
    files.clear();
    for (int first = 0; first < before.size(); first += FILES) {
      List<Path> some = before.subList(first, Math.min(first + FILES, before.size()));
      Path file = newFile();
      try (MergedRuns merged = new MergedRuns(some)) {
        SortedRun.write(file, merged);
      }
      for (Path each : some) {
        Files.delete(each);
      }
      files.add(file);
    }
  }

  /** Removes all files. */
  @Override
  public void close() throws IOException {
    if (named == 0) {
      return;
    }
    for (int number = 0; number < named; number++) {
      Files.deleteIfExists(folder.resolve("run-" + number));
    }
    Files.deleteIfExists(folder);
  }

  /** Records that all fit in memory. */
  private static final class HeldRecords implements SortedRecords {
    private final Iterator<SortRecord> records;
    private SortRecord record;

    HeldRecords(Iterator<SortRecord> records) {
      this.records = records;
    }

    @Override
    public boolean next() {
      record = records.hasNext() ? records.next() : null;
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
    public void close() {}
  }
}
