package io.gleaner.pipeline.encoder.checkpoint;

import static io.gleaner.pipeline.encoder.checkpoint.SafetensorsFiles.bytes;
import static io.gleaner.pipeline.encoder.checkpoint.SafetensorsFiles.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import io.gleaner.pipeline.encoder.checkpoint.Safetensors.Entry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against the reference implementation: cases of pipeline/src/test/python/safetensors_goldens.py.
 */
class SafetensorsTest {
  /** What the reference accepts and the format's page or this reader's stated limits do not. */
  private static final Set<String> STRICTER =
      Set.of(
          "name twice, same range",
          "name twice, by an escape",
          "metadata null",
          "entry a list",
          "another key",
          "shape of sixty-five ones");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("model.safetensors");
  }

  static Stream<JsonNode> referenceCases() throws IOException {
    JsonNode cases =
        new ObjectMapper()
            .readTree(
                SafetensorsTest.class.getResource("/encoder/checkpoint/safetensors_cases.json"));
    return Stream.iterate(0, i -> i < cases.size(), i -> i + 1).map(cases::get);
  }

  @ParameterizedTest
  @MethodSource("referenceCases")
  void open_caseOfTheReference_refusesWhatItRefusesAndReadsWhatItReads(JsonNode golden)
      throws IOException {
    String name = golden.get("name").asText();
    byte[] content = Base64.getDecoder().decode(golden.get("bytes").asText());
    Files.write(file, content);
    if (!golden.get("accepted").asBoolean() || STRICTER.contains(name)) {
      assertThatThrownBy(() -> Safetensors.open(file))
          .as(name)
          .isInstanceOf(UnusableModelException.class)
          .hasMessageStartingWith(file + ": ");
      return;
    }
    try (Safetensors tensors = Safetensors.open(file)) {
      JsonNode expected = golden.get("tensors");
      Set<String> names = new TreeSet<>();
      expected.fieldNames().forEachRemaining(names::add);
      assertThat(tensors.entries().keySet()).as(name).containsExactlyElementsOf(names);
      for (Entry entry : tensors.entries().values()) {
        JsonNode tensor = expected.get(entry.name());
        assertThat(entry.type().name()).isEqualTo(tensor.get("dtype").asText());
        assertThat(Arrays.toString(entry.shape()).replace(" ", ""))
            .isEqualTo(tensor.get("shape").toString());
        byte[] stored =
            Arrays.copyOfRange(
                content, (int) entry.offset(), (int) (entry.offset() + entry.length()));
        assertThat(HexFormat.of().formatHex(stored)).isEqualTo(tensor.get("hex").asText());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"w\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}} | tensor \"w\" has the dtype \"F31\", must be one of [BOOL, F4,",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | tensor \"w\" has \"-1\" in its shape, must be whole numbers from 0",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | tensor \"w\" F32 [2] needs 64 bits, its data_offsets hold 4 bytes",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | tensor \"w\" ends at byte 8 of the data, which has 4",
        "{\"w\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}} | its data has 4 bytes, of which its tensors cover 2; they must cover all",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"x\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[2,4]}} | tensor \"x\" begins at byte 2 of the data, must begin at 4, after tensor \"w\"",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"w\":{}} | its header is not JSON without repeated keys: Duplicate field 'w'",
        "{\"w\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}} | tensor \"w\" lacks a shape",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,2],\"data_offsets\":[0,4]}} | has \"4611686018427387904\" in its shape, must be whole numbers from 0, below 10^18",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[999999999999,999999999999],\"data_offsets\":[0,4]}} | tensor \"w\" F32 [999999999999, 999999999999] is larger than any file",
        "{\"__metadata__\":{\"format\":1}} | __metadata__ maps \"format\" to 1, must map strings to strings",
      })
  void open_fault_namesTheTensorWhatWasFoundAndWhatIsAllowed(String header, String message)
      throws IOException {
    Files.write(file, bytes(header, new byte[4]));
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining(message);
  }

  @Test
  void open_longNameWithControlCharacters_isShownCutAndOnOneLine() throws IOException {
    String name = "\\u001b[31m\\n" + "x".repeat(5000);
    Files.write(file, bytes("{" + entry(name, "F31", "[]", 0, 0) + "}"));
    assertThatThrownBy(() -> Safetensors.open(file))
        .message()
        .contains("tensor \"?[31m?xxx")
        .hasLineCount(1)
        .hasSizeLessThan(file.toString().length() + 500);
  }

  @Test
  void open_headerAboveTheLimit_isRefusedBeforeItIsRead() throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.writeLong(Long.reverseBytes(Safetensors.LARGEST_HEADER + 1L));
      sparse.setLength(1L << 30);
    }
    long before = allocated();
    assertThatThrownBy(() -> Safetensors.open(file))
        .hasMessageContaining(
            "its header claims 25000001 bytes, must be at most 25000000 of the file's 1073741824");
    assertThat(allocated() - before).isLessThan(1 << 20);
  }

  @Test
  void open_headerAtTheLimit_allocatesWithinItsStatedMultiple() throws IOException {
    StringBuilder header = new StringBuilder(Safetensors.LARGEST_HEADER).append('{');
    for (int i = 0; header.length() < Safetensors.LARGEST_HEADER - 100; i++) {
      header.append(i == 0 ? "" : ",").append(entry("t" + i, "U8", "[0]", 0, 0));
    }
    Files.write(file, bytes(header.append('}').toString()));
    long before = allocated();
    try (Safetensors tensors = Safetensors.open(file)) {
      assertThat(tensors.entries()).hasSizeGreaterThan(400_000);
    }
    assertThat(allocated() - before).isLessThan(24L * Safetensors.LARGEST_HEADER);
  }

  @Test
  void read_bfloat16_isTheFloat32OfTheSameUpperBits() throws IOException {
    float[] values = {0, -0f, 1, -2.5f, Float.MIN_VALUE, 3.3895314e38f, Float.POSITIVE_INFINITY};
    ByteBuffer data = ByteBuffer.allocate(14).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      data.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
    }
    values[4] = 0; // the least float32 is below bfloat16's least
    Files.write(file, bytes("{" + entry("w", "BF16", "[7]", 0, 14) + "}", data.array()));
    try (Safetensors tensors = Safetensors.open(file)) {
      float[] read = new float[7];
      tensors.read(tensors.entries().get("w"), new DirectBuffers()).asFloatBuffer().get(read);
      assertThat(read).containsExactly(values);
    }
  }

  @Test
  void read_integers_isRefusedByNameAndType() throws IOException {
    Files.write(file, bytes("{" + entry("steps", "I64", "[]", 0, 8) + "}", new byte[8]));
    try (Safetensors tensors = Safetensors.open(file)) {
      assertThatThrownBy(() -> tensors.read(tensors.entries().get("steps"), new DirectBuffers()))
          .isInstanceOf(UnusableModelException.class)
          .hasMessageContaining("tensor \"steps\" is I64 [], must be F32, F16 or BF16");
    }
  }

  @ParameterizedTest
  @CsvSource({"F32, 536870912, 2147483648", "BF16, 536870912, 2147483648"})
  void read_tensorAboveOneBuffer_isRefusedWithItsSize(String type, long values, long needed)
      throws IOException {
    long length = values * (type.equals("F32") ? 4 : 2);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      byte[] head = bytes("{" + entry("w", type, "[" + values + "]", 0, length) + "}");
      channel.write(ByteBuffer.wrap(head));
      channel.write(ByteBuffer.allocate(1), head.length + length - 1); // sparse between
    }
    try (Safetensors tensors = Safetensors.open(file)) {
      assertThatThrownBy(() -> tensors.read(tensors.entries().get("w"), new DirectBuffers()))
          .isInstanceOf(UnusableModelException.class)
          .hasMessageContaining(
              String.format(
                  Locale.ROOT,
                  "tensor \"w\" %s [%d] takes %d bytes, must be at most 2147483647",
                  type,
                  values,
                  needed));
    }
  }

  @Test
  void read_fileCutSinceItWasOpened_isRefused() throws IOException {
    SafetensorsFiles.write(file, "a", "b");
    try (Safetensors tensors = Safetensors.open(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 1);
      assertThatThrownBy(() -> tensors.read(tensors.entries().get("b"), new DirectBuffers()))
          .isInstanceOf(UnusableModelException.class)
          .hasMessageContaining("was cut to");
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
