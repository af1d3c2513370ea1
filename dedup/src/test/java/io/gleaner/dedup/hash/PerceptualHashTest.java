package io.gleaner.dedup.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PerceptualHashTest {
  @Test
  void of_photographs_givesTheBitsOfImageHash() throws IOException {
    List<byte[]> thumbnails = thumbnails();
    List<String> expected =
        new String(read("thumbnails.txt"), StandardCharsets.US_ASCII).lines().toList();
    assertThat(thumbnails).hasSize(48).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(PerceptualHash.of(thumbnails.get(i)))
          .as("thumbnail %d", i)
          .hasValue(Long.parseUnsignedLong(expected.get(i), 16));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void lowFrequencies_randomGrey_agreeWithTheDefinition(long seed) {
    byte[] grey = new byte[1024];
    new SplittableRandom(seed).nextBytes(grey);
    double[] coefficients = PerceptualHash.lowFrequencies(grey);
    for (int v = 0; v < 8; v++) {
      for (int u = 0; u < 8; u++) {
        double sum = 0;
        for (int y = 0; y < 32; y++) {
          for (int x = 0; x < 32; x++) {
            sum +=
                (grey[32 * y + x] & 0xff)
                    * Math.cos(Math.PI * (2 * x + 1) * u / 64)
                    * Math.cos(Math.PI * (2 * y + 1) * v / 64);
          }
        }
        // 1024 terms of at most 255, in double precision, twice
        assertThat(coefficients[8 * v + u])
            .as("seed %d, frequencies %d and %d", seed, v, u)
            .isCloseTo(sum / 16, within(1024 * 1024 * 255 * 0x1.0p-52));
      }
    }
  }

  @Test
  void of_brighterPhotographs_differsInFewBits() throws IOException {
    for (byte[] grey : thumbnails()) {
      byte[] brighter = new byte[grey.length];
      for (int i = 0; i < grey.length; i++) {
        brighter[i] = (byte) (20 + (grey[i] & 0xff) * 8 / 10);
      }
      long one = PerceptualHash.of(grey).orElseThrow();
      long other = PerceptualHash.of(brighter).orElseThrow();
      assertThat(PerceptualHash.distance(one, other)).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void of_flatPictures_isEmpty() {
    byte[] grey = new byte[1024];
    for (int level : new int[] {0, 1, 128, 255}) {
      Arrays.fill(grey, (byte) level);
      assertThat(PerceptualHash.of(grey)).as("all %d", level).isEmpty();
    }
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) (i % 32 * 4 + i / 32 * 3);
    }
    assertThat(PerceptualHash.of(grey)).as("two gradients").isEmpty();
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) (i % 32 < 16 ? 10 : 200);
    }
    assertThat(PerceptualHash.of(grey)).as("two halves").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"23, false", "24, true", "40, true"})
  void of_sumOfWaves_needsTwentyFour(int waves, boolean usable) {
    byte[] grey = new byte[1024];
    for (int i = 0; i < grey.length; i++) {
      double level = 128;
      for (int wave = 1; wave <= waves; wave++) {
        level +=
            Math.cos(Math.PI * (2 * (i % 32) + 1) * (wave % 8) / 64)
                * Math.cos(Math.PI * (2 * (i / 32) + 1) * (wave / 8) / 64);
      }
      grey[i] = (byte) Math.round(level);
    }
    assertThat(PerceptualHash.of(grey).isPresent()).isEqualTo(usable);
  }

  @Test
  void of_anotherSize_isRefused() {
    assertThatThrownBy(() -> PerceptualHash.of(new byte[64]))
        .hasMessage("a thumbnail has 64 grey levels, must have 32 x 32");
  }

  @Test
  void similarity_ofDistance_isExact() {
    assertThat(PerceptualHash.similarity(0, 0)).isEqualTo(1);
    assertThat(PerceptualHash.similarity(0, 0b1011)).isEqualTo(0.953125f);
    assertThat(PerceptualHash.similarity(0, -1)).isZero();
  }

  private static List<byte[]> thumbnails() throws IOException {
    byte[] all = read("thumbnails.bin");
    List<byte[]> thumbnails = new ArrayList<>();
    for (int from = 0; from < all.length; from += 1024) {
      thumbnails.add(Arrays.copyOfRange(all, from, from + 1024));
    }
    return thumbnails;
  }

  private static byte[] read(String name) throws IOException {
    try (InputStream in = PerceptualHashTest.class.getResourceAsStream("/oracle/" + name)) {
      return in.readAllBytes();
    }
  }
}
