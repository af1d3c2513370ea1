package io.gleaner.pipeline.encoder.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.gleaner.pipeline.encoder.checkpoint.Safetensors.Entry;
import io.gleaner.pipeline.encoder.checkpoint.Safetensors.Type;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 10,000 files that are nearly sound: each is read in full or refused, and costs little. */
class SafetensorsFuzzTest {
  private static final int FILES_PER_SEED = 1000;

  /** Heap for a file of some hundred bytes: buffers of the parser, entries, a message. */
  private static final long MOST_HEAP = 1 << 18;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void open_mutatedFile_isReadInFullOrRefusedWithinItsMemory(int seed) throws IOException {
    Path file = folder.resolve("model.safetensors");
    int read = 0;
    int refused = 0;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < FILES_PER_SEED; i++) {
        long fileSeed = (long) seed * FILES_PER_SEED + i;
        byte[] content = MutatedSafetensors.of(fileSeed);
        overwrite(channel, content);
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        try (Safetensors tensors = Safetensors.open(file)) {
          readAll(tensors, content.length);
          read++;
        } catch (UnusableModelException e) {
          assertThat(e).hasMessageStartingWith(file + ": ");
          refused++;
        } catch (IOException | RuntimeException | Error e) {
          throw new AssertionError(
              String.format(
                  Locale.ROOT,
                  "file of seed %d: %s",
                  fileSeed,
                  Base64.getEncoder().encodeToString(content)),
              e);
        }
        assertThat(THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
            .as("heap for the file of seed %d", fileSeed)
            .isLessThan(MOST_HEAP + 16L * content.length);
      }
    }
    assertThat(read).as("files read in full, seed %d", seed).isGreaterThan(FILES_PER_SEED / 10);
    assertThat(refused).as("files refused, seed %d", seed).isGreaterThan(FILES_PER_SEED / 3);
  }

  /** Without a truncation to nothing, after which some file systems write to the disk at once. */
  private static void overwrite(FileChannel channel, byte[] content) throws IOException {
    channel.write(ByteBuffer.wrap(content), 0);
    channel.truncate(content.length);
  }

  private static void readAll(Safetensors tensors, int fileLength) throws IOException {
    long stored = 0;
    for (Entry entry : tensors.entries().values()) {
      assertThat(entry.offset()).isPositive();
      stored += entry.length();
      if (entry.type().isReadable()) {
        long values = LongStream.of(entry.shape()).reduce(1, Math::multiplyExact);
        ByteBuffer buffer = tensors.read(entry, new DirectBuffers());
        assertThat(buffer.capacity()).isEqualTo(values * (entry.type() == Type.F16 ? 2 : 4));
        for (int at = 0; at < buffer.capacity(); at++) {
          buffer.get(at);
        }
      } else {
        try {
          tensors.read(entry, new DirectBuffers());
          throw new AssertionError("an encoder's weights were read as " + entry.describe());
        } catch (UnusableModelException e) {
          assertThat(e).hasMessageContaining("must be F32, F16 or BF16");
        }
      }
    }
    assertThat(stored).as("bytes of all tensors").isLessThan(fileLength);
  }
}
