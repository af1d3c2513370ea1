package io.gleaner.pipeline.sort;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExternalSortTest {
  @TempDir Path folder;

  private static List<String> read(ExternalSort sort) throws Exception {
    List<String> read = new ArrayList<>();
    try (SortedRecords records = sort.sorted()) {
      while (records.next()) {
        read.add(new String(records.value(), StandardCharsets.UTF_8));
      }
    }
    return read;
  }

  /** 100 bytes hold one record, so 5,000 records are 5,000 files, merged in three rounds. */
  @ParameterizedTest
  @CsvSource({"0, 1000", "1, 1000", "5000, 100000000", "5000, 50000", "5000, 100"})
  void sortsAsAStableSortInMemoryDoesAndLeavesNothing(int records, long memory) throws Exception {
    Random random = new Random(7);
    List<byte[]> keys = new ArrayList<>();
    List<String> values = new ArrayList<>();
    try (ExternalSort sort = new ExternalSort(folder.resolve("sort"), memory)) {
      for (int i = 0; i < records; i++) {
        byte[] key = new byte[random.nextInt(3)]; // many are equal
        random.nextBytes(key);
        keys.add(key);
        values.add("value " + i);
        sort.add(key, values.get(i).getBytes(StandardCharsets.UTF_8));
      }
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < records; i++) {
        order.add(i);
      }
      order.sort(Comparator.comparing(keys::get, Arrays::compareUnsigned));
      assertThat(read(sort)).isEqualTo(order.stream().map(values::get).toList());
    }
    assertThat(folder.resolve("sort")).doesNotExist();
  }

  @Test
  void writesOnlyWhatDoesNotFit() throws Exception {
    Path files = folder.resolve("sort");
    try (ExternalSort sort = new ExternalSort(files, 1_000)) {
      sort.add(new byte[] {2}, new byte[400]);
      sort.add(new byte[] {1}, new byte[400]);
      assertThat(files).doesNotExist();
      sort.add(new byte[] {0}, new byte[5_000]);
      assertThat(Files.list(files)).hasSize(1);
    }
  }
}
