package io.gleaner.pipeline.encoder.checkpoint;

import com.fasterxml.jackson.core.JsonToken;
import io.gleaner.pipeline.encoder.checkpoint.Safetensors.Entry;
import io.gleaner.pipeline.encoder.checkpoint.Safetensors.Type;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The header of a safetensors file, by the rules of the format's reference implementation: all that
 * it refuses is refused. Offsets are whole numbers; the tensors in the order of their offsets
 * follow one another without hole or overlap, from the first byte of the data to the file's last;
 * an empty tensor lies where another begins or ends; type and shape give the length; {@code
 * __metadata__} maps strings to strings. Where the reference is laxer than the format's page, the
 * page is followed: no name comes twice. Stricter than both: an entry has its three keys alone (so
 * nothing nests), at most {@value #LARGEST_RANK} dimensions, numbers below 10^18, and {@code
 * __metadata__} is not null.
 */
final class SafetensorsHeader {
  private static final int LARGEST_RANK = 64;
  private static final int MOST_DIGITS = 18;
  private static final String METADATA = "__metadata__";
  private static final Map<String, Type> TYPES =
      Arrays.stream(Type.values()).collect(Collectors.toUnmodifiableMap(Type::name, type -> type));

  private final Path file;
  private final PublishedJson json;
  private final long dataStart;
  private final Map<String, Entry> entries = new TreeMap<>();

  private SafetensorsHeader(Path file, PublishedJson json, long dataStart) {
    this.file = file;
    this.json = json;
    this.dataStart = dataStart;
  }

  /**
   * Returns the tensors by name.
   *
   * @param dataStart bytes of the file before its data
   * @param size of the file in bytes
   * @throws UnusableModelException where the header breaks a rule
   */
  static Map<String, Entry> parse(Path file, byte[] text, long dataStart, long size)
      throws IOException {
    try (PublishedJson json = new PublishedJson(file, "its header", text)) {
      SafetensorsHeader header = new SafetensorsHeader(file, json, dataStart);
      header.readObject();
      header.checkCoverage(size - dataStart);
      return header.entries;
    }
  }

  private void readObject() throws IOException {
    if (json.next() != JsonToken.START_OBJECT) {
      throw fault("its header is not a JSON object");
    }
    for (String name = json.nextKey(); name != null; name = json.nextKey()) {
      if (name.equals(METADATA)) {
        readMetadata();
      } else {
        entries.put(name, entry(name));
      }
    }
    if (json.next() != null) {
      throw fault("its header goes on after its JSON object; only spaces may follow");
    }
  }

  private void readMetadata() throws IOException {
    if (json.next() != JsonToken.START_OBJECT) {
      throw fault(METADATA + " is %s, must map strings to strings", Quoted.of(json.text()));
    }
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      JsonToken token = json.next();
      String value = json.text();
      if (token != JsonToken.VALUE_STRING) {
        throw fault(
            METADATA + " maps %s to %s, must map strings to strings",
            Quoted.of(key),
            Quoted.plain(value));
      }
    }
  }

  private Entry entry(String name) throws IOException {
    if (json.next() != JsonToken.START_OBJECT) {
      throw fault(
          "tensor %s is %s, must be an object of dtype, shape and data_offsets",
          Quoted.of(name), Quoted.of(json.text()));
    }
    Type type = null;
    long[] shape = null;
    long[] offsets = null;
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      switch (key) {
        case "dtype" -> type = type(name);
        case "shape" -> shape = numbers(name, key, LARGEST_RANK);
        case "data_offsets" -> offsets = numbers(name, key, 2);
        default ->
            throw fault(
                "tensor %s has the key %s, must have dtype, shape and data_offsets alone",
                Quoted.of(name), Quoted.of(key));
      }
    }
    if (type == null || shape == null || offsets == null) {
      throw fault(
          "tensor %s lacks %s",
          Quoted.of(name), type == null ? "a dtype" : shape == null ? "a shape" : "data_offsets");
    }
    if (offsets.length != 2 || offsets[1] < offsets[0]) {
      throw fault(
          "tensor %s has the data_offsets %s, must be two, the second not below the first",
          Quoted.of(name), Arrays.toString(offsets));
    }
    long length = offsets[1] - offsets[0];
    checkLength(name, type, shape, length);
    return new Entry(name, type, shape, dataStart + offsets[0], length);
  }

  private Type type(String name) throws IOException {
    JsonToken token = json.next();
    String text = json.text();
    if (token == JsonToken.VALUE_STRING && TYPES.containsKey(text)) {
      return TYPES.get(text);
    }
    throw fault(
        "tensor %s has the dtype %s, must be one of %s",
        Quoted.of(name), Quoted.of(text), Arrays.toString(Type.values()));
  }

  private long[] numbers(String name, String key, int most) throws IOException {
    if (json.next() != JsonToken.START_ARRAY) {
      throw fault(
          "tensor %s has the %s %s, must be a list of numbers",
          Quoted.of(name), key, Quoted.of(json.text()));
    }
    long[] numbers = new long[Math.min(most, 4)];
    int count = 0;
    for (JsonToken token = json.next(); token != JsonToken.END_ARRAY; token = json.next()) {
      String text = json.text();
      if (token != JsonToken.VALUE_NUMBER_INT
          || text.startsWith("-")
          || text.length() > MOST_DIGITS) {
        throw fault(
            "tensor %s has %s in its %s, must be whole numbers from 0, below 10^18",
            Quoted.of(name), Quoted.of(text), key);
      }
      if (count == most) {
        throw fault("tensor %s has more than %d numbers in its %s", Quoted.of(name), most, key);
      }
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
      }
      numbers[count++] = Long.parseLong(text);
    }
    return Arrays.copyOf(numbers, count);
  }

  private void checkLength(String name, Type type, long[] shape, long length) {
    long bits;
    try {
      long values = 1;
      for (long side : shape) {
        values = Math.multiplyExact(values, side);
      }
      bits = Math.multiplyExact(values, type.bits);
    } catch (ArithmeticException e) {
      throw fault(
          "tensor %s %s %s is larger than any file", Quoted.of(name), type, Arrays.toString(shape));
    }
    if (bits % 8 != 0 || bits / 8 != length) {
      throw fault(
          "tensor %s %s %s needs %d bits, its data_offsets hold %d bytes",
          Quoted.of(name), type, Arrays.toString(shape), bits, length);
    }
  }

  /** One pass in the order of offsets: each begins where the one before ends. */
  private void checkCoverage(long dataLength) {
    Entry[] byOffset = entries.values().toArray(Entry[]::new);
    Arrays.sort(byOffset, Comparator.comparingLong(Entry::offset).thenComparingLong(Entry::length));
    long end = 0;
    String before = null;
    for (Entry entry : byOffset) {
      long begin = entry.offset() - dataStart;
      if (begin != end) {
        throw fault(
            "tensor %s begins at byte %d of the data, must begin at %d%s: no tensors overlap, no byte is left out",
            Quoted.of(entry.name()),
            begin,
            end,
            before == null ? "" : ", after tensor " + Quoted.of(before));
      }
      end += entry.length();
      before = entry.name();
      if (end > dataLength) {
        throw fault(
            "tensor %s ends at byte %d of the data, which has %d",
            Quoted.of(before), end, dataLength);
      }
    }
    if (end != dataLength) {
      throw fault(
          "its data has %d bytes, of which its tensors cover %d; they must cover all",
          dataLength, end);
    }
  }

  private UnusableModelException fault(String format, Object... arguments) {
    return new UnusableModelException(file, String.format(Locale.ROOT, format, arguments));
  }
}
