package io.gleaner.pipeline.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.IntBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Words to bytes, pixel by pixel by definition. */
class PixelWordsTest {
  private static final int HEIGHT = 3;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 31, 64, 65})
  void colours_rowsOfAnyWidth_areTheUpperThreeBytes(int width) {
    int words = width + 2; // a row may be longer than its pixels
    SplittableRandom random = new SplittableRandom(width);
    IntBuffer data = IntBuffer.allocate(words * HEIGHT);
    byte[] expected = new byte[3 * width * HEIGHT];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < words; x++) {
        int word = random.nextInt();
        data.put(words * y + x, word);
        if (x < width) {
          int out = 3 * (width * y + x);
          expected[out] = (byte) (word >>> 24);
          expected[out + 1] = (byte) (word >>> 16);
          expected[out + 2] = (byte) (word >>> 8);
        }
      }
    }
    byte[] rgb = new byte[expected.length];

    PixelWords.colours(data, width, HEIGHT, words, rgb);

    assertThat(rgb).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 33})
  void grey_rowsOfAnyWidth_areTheWordsBytesThrice(int width) {
    int words = (width + 3) / 4;
    SplittableRandom random = new SplittableRandom(width);
    IntBuffer data = IntBuffer.allocate(words * HEIGHT);
    byte[] expected = new byte[3 * width * HEIGHT];
    for (int y = 0; y < HEIGHT; y++) {
      for (int word = 0; word < words; word++) {
        int value = random.nextInt();
        data.put(words * y + word, value);
        for (int i = 0; i < 4 && 4 * word + i < width; i++) {
          int out = 3 * (width * y + 4 * word + i);
          byte grey = (byte) (value >>> (24 - 8 * i));
          expected[out] = grey;
          expected[out + 1] = grey;
          expected[out + 2] = grey;
        }
      }
    }
    byte[] rgb = new byte[expected.length];

    PixelWords.grey(data, width, HEIGHT, words, rgb);

    assertThat(rgb).isEqualTo(expected);
  }
}
