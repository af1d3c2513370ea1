package io.gleaner.pipeline.sort;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SortKeyTest {
  private static void assertAscending(List<SortKey> keys) {
    for (int i = 1; i < keys.size(); i++) {
      assertThat(Arrays.compareUnsigned(keys.get(i - 1).toBytes(), keys.get(i).toBytes()))
          .as("%d before %d", i - 1, i)
          .isNegative();
    }
  }

  private static SortKey key() {
    return new SortKey();
  }

  @Test
  void textsComeByCodePointsAndNullLast() {
    assertAscending(
        List.of(
            key().text(""),
            key().text("\0"),
            key().text("\0\0"),
            key().text("\0a"),
            key().text("\1"),
            key().text("a"),
            key().text("a\0"),
            key().text("ab"),
            key().text("b"),
            key().text("\u00e9"),
            key().text("\uffee"),
            key().text("\ud83d\ude00"), // after U+FFEE, though its first char is less
            key().text(null)));
  }

  @Test
  void aTextEndsBeforeWhatFollows() {
    assertAscending(
        List.of(
            key().text("a").text("z"),
            key().text("a").text(null),
            key().text("a\0").text("a"),
            key().text("aa").text("a")));
  }

  @Test
  void numbersComeByTheirValuesAndNullFirst() {
    assertAscending(
        List.of(
            key().number(null),
            key().number(Long.MIN_VALUE),
            key().number(-1),
            key().number(0),
            key().number(1L),
            key().number(256),
            key().number(Long.MAX_VALUE)));
  }
}
