package io.gleaner.pipeline.encoder.checkpoint;

import static io.gleaner.pipeline.encoder.checkpoint.SafetensorsFiles.entry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A small sound file, changed at one to three places; the seed alone decides how. */
final class MutatedSafetensors {
  private static final Pattern NUMBER = Pattern.compile("\\d+(?=[,\\]])");
  private static final Pattern TYPE = Pattern.compile("(?<=\"dtype\":\")\\w+");
  private static final Pattern NAME = Pattern.compile("(?<=\")\\w+(?=\":\\{\"dtype)");
  private static final Pattern OFFSETS = Pattern.compile("\\d+,\\d+(?=\\]\\})");
  private static final Pattern ENTRY = Pattern.compile("\"\\w+\":\\{\"dtype.*?\\}");
  private static final Pattern METADATA = Pattern.compile("(?<=\"__metadata__\":)\\{[^}]*\\}");
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "2",
          "3",
          "4",
          "7",
          "-1",
          "-0",
          "1.0",
          "1e3",
          "\"4\"",
          "null",
          "[]",
          "00",
          "NaN",
          "2147483647",
          "2147483648",
          "4294967296",
          "4611686018427387904",
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551615",
          "18446744073709551616",
          "9".repeat(2000));
  private static final List<String> TYPES =
      List.of(
          "F64", "F32", "F16", "BF16", "I64", "I8", "U8", "BOOL", "F4", "F8_E4M3", "F31", "f32",
          "");
  private static final List<String> METADATA_VALUES =
      List.of(
          "{}",
          "null",
          "[]",
          "{\"a\":1}",
          "{\"a\":\"b\"}",
          "{\"a\":\"\\ud800\"}",
          "{\"a\":" + "[".repeat(2000) + "}");

  private final Random random;
  private String header;
  private byte[] data;

  private MutatedSafetensors(long seed) {
    this.random = new Random(seed);
    List<String> entries =
        new ArrayList<>(
            List.of(
                entry("patch", "F32", "[2,3]", 0, 24),
                entry("scale", "F16", "[5]", 24, 34),
                entry("bias", "BF16", "[3,1]", 34, 40),
                entry("none", "F32", "[0,7]", 40, 40),
                entry("one", "F32", "[]", 40, 44),
                entry("steps", "I64", "[1]", 44, 52)));
    Collections.shuffle(entries, random);
    header = "{\"__metadata__\":{\"format\":\"pt\"}," + String.join(",", entries) + "}";
    data = new byte[52];
    random.nextBytes(data);
  }

  static byte[] of(long seed) {
    return new MutatedSafetensors(seed).mutated();
  }

  private byte[] mutated() {
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      changeParts();
    }
    byte[] file = SafetensorsFiles.bytes(header, data);
    return random.nextInt(3) == 0 ? changedBytes(file) : file;
  }

  /** Changes what the format means, under a length that stays true. */
  private void changeParts() {
    switch (random.nextInt(10)) {
      case 0 -> replace(NUMBER, pick(NUMBERS));
      case 1 -> replace(TYPE, pick(TYPES));
      case 2 -> replace(NAME, pick(List.of("patch", "one", "new", "__metadata__", "")));
      case 3 -> {
        String offsets = occurrence(OFFSETS);
        int comma = offsets.indexOf(',');
        replace(OFFSETS, offsets.substring(comma + 1) + offsets.substring(comma));
        replace(
            OFFSETS, offsets.substring(comma + 1) + "," + offsets.substring(0, Math.max(comma, 0)));
      }
      case 4 -> replace(ENTRY, occurrence(ENTRY) + "," + occurrence(ENTRY));
      case 5 -> replace(METADATA, pick(METADATA_VALUES));
      case 6 -> data = Arrays.copyOf(data, random.nextInt(80));
      case 7 -> header = " ".repeat(random.nextInt(3)) + header + " \n".repeat(random.nextInt(5));
      default -> random.nextBytes(data);
    }
  }

  /** Changes the bytes, whatever they mean. */
  private byte[] changedBytes(byte[] file) {
    int at = random.nextInt(file.length);
    int length = random.nextInt(Math.min(40, file.length - at));
    switch (random.nextInt(6)) {
      case 0 -> {
        for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
          file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 1 -> file = Arrays.copyOf(file, at);
      case 2 -> {
        long[] lengths = {0, 1, file.length - 8, file.length, 25_000_001, -1, Long.MIN_VALUE};
        long claimed =
            random.nextBoolean()
                ? lengths[random.nextInt(lengths.length)]
                : header.length() + random.nextInt(-8, 9);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, claimed);
      }
      case 3 -> { // one section over another
        int to = random.nextInt(file.length - length);
        System.arraycopy(file, at, file, to, length);
      }
      case 4 -> { // one section twice
        byte[] longer = Arrays.copyOf(file, file.length + length);
        System.arraycopy(file, at, longer, at + length, file.length - at);
        file = longer;
      }
      default -> {
        byte[] noise = new byte[random.nextInt(4) == 0 ? file.length : length];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, file, noise.length == file.length ? 0 : at, noise.length);
      }
    }
    return file;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private String occurrence(Pattern pattern) {
    List<MatchResult> found = pattern.matcher(header).results().toList();
    return found.isEmpty() ? "" : pick(found).group();
  }

  private void replace(Pattern pattern, String by) {
    List<MatchResult> found = pattern.matcher(header).results().toList();
    if (!found.isEmpty()) {
      MatchResult place = pick(found);
      header = header.substring(0, place.start()) + by + header.substring(place.end());
    }
  }
}
