package io.gleaner.pipeline.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorColumnTest {
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          "message m { optional group v (LIST) { repeated group list { optional float e; } } }");

  /** What a row is in Parquet: an entry with two levels for each component, or for none. */
  private record Entry(int repetition, int definition, float value) {}

  private static VectorColumn column(List<DataPage> pages) throws IOException {
    Queue<DataPage> left = new ArrayDeque<>(pages);
    PageReader reader =
        new PageReader() {
          @Override
          public DictionaryPage readDictionaryPage() {
            return null;
          }

          @Override
          public long getTotalValueCount() {
            return pages.stream().mapToInt(DataPage::getValueCount).sum();
          }

          @Override
          public DataPage readPage() {
            return left.poll();
          }
        };
    return new VectorColumn(new ColumnPages(SCHEMA.getColumns().get(0), reader), SCHEMA.getType(0));
  }

  private static DataPage page(List<Entry> entries) throws IOException {
    ByteBuffer repetition =
        LevelsTest.encode(entries.stream().mapToInt(Entry::repetition).toArray(), 1);
    ByteBuffer definition =
        LevelsTest.encode(entries.stream().mapToInt(Entry::definition).toArray(), 3);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + repetition.remaining() + definition.remaining() + 4 * 100_000)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(repetition.remaining()).put(repetition);
    bytes.putInt(definition.remaining()).put(definition);
    entries.stream().filter(each -> each.definition == 3).forEach(e -> bytes.putFloat(e.value));
    int size = bytes.position();
    return new DataPageV1(
        BytesInput.from(bytes.array(), 0, size),
        entries.size(),
        size,
        null,
        Encoding.RLE,
        Encoding.RLE,
        Encoding.PLAIN);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void next_pagesThatBeginInsideRows_givesWholeRows(long seed) throws IOException {
    var random = new SplittableRandom(seed);
    List<float[]> rows = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    for (int row = 0; row < 100; row++) {
      int kind = random.nextInt(10);
      if (kind < 2) {
        rows.add(kind == 0 ? null : new float[0]);
        entries.add(new Entry(0, kind, 0));
        continue;
      }
      float[] vector = new float[1 + random.nextInt(60)];
      int size = 0;
      for (int i = 0, components = vector.length; i < components; i++) {
        boolean missing = random.nextInt(20) == 0;
        float value = random.nextInt();
        entries.add(new Entry(i == 0 ? 0 : 1, missing ? 2 : 3, value));
        if (!missing) {
          vector[size++] = value;
        }
      }
      rows.add(Arrays.copyOf(vector, size));
    }
    List<DataPage> pages = new ArrayList<>();
    for (int from = 0; from < entries.size(); ) {
      int to = Math.min(entries.size(), from + random.nextInt(200));
      pages.add(page(entries.subList(from, to))); // some without an entry
      from = to;
    }
    VectorColumn column = column(pages);
    for (int row = 0; row < rows.size(); row++) {
      column.next();
      float[] expected = rows.get(row);
      assertThat(column.isNull()).as("seed %d, row %d", seed, row).isEqualTo(expected == null);
      float[] vector = new float[column.length()];
      column.copyTo(vector, 0);
      assertThat(vector)
          .as("seed %d, row %d", seed, row)
          .isEqualTo(expected == null ? new float[0] : expected);
    }
    assertThatThrownBy(column::next).hasMessageContaining("too few rows");
  }

  @Test
  void next_afterTheLastRow_fails() throws IOException {
    assertThatThrownBy(column(List.of())::next).hasMessageContaining("[v, list, e]");
  }
}
