package io.gleaner.pipeline.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import io.gleaner.clustering.vector.ScriptArchive;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Modules that give several outputs, of which one is the embedding. */
class NetworkOutputsTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int CALLS = 120;

  /** 4 MiB, which the allocator gives back to the system once it is free. */
  private static final String LARGE = "torch.zeros([1024, 1024])";

  private static final String EMBEDDING = "torch.mean(pixels, [2, 3])";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1   | Tuple[Tensor, Tensor, Tensor] | (%1$s, %2$s, %1$s)",
        "1   | List[Tensor]                  | [%1$s, %2$s, %1$s]",
        "own | Dict[str, Tensor]             | {\"large\": %1$s, \"own\": %2$s}",
      })
  void forward_manyCalls_freesEveryOutput(String output, String type, String value)
      throws Exception {
    assumeThat(Files.isReadable(STATUS)).as("resident memory is read from /proc").isTrue();
    try (Network network = network(type, String.format(Locale.ROOT, value, LARGE, EMBEDDING))) {
      Shape shape = new Shape(2, 3, 4, 4);
      ByteBuffer pixels = ByteBuffer.allocateDirect(4 * 96).order(ByteOrder.nativeOrder());
      for (int i = 0; i < 20; i++) {
        network.forward(pixels.duplicate().order(ByteOrder.nativeOrder()), shape, output);
      }
      long before = residentKilobytes();
      for (int i = 0; i < CALLS; i++) {
        Network.Output out =
            network.forward(pixels.duplicate().order(ByteOrder.nativeOrder()), shape, output);
        assertThat(out.shape()).containsExactly(2, 3);
      }
      // one output kept a call would be 480 MiB
      assertThat(residentKilobytes() - before).isLessThan(CALLS * 1024L);
    }
  }

  @Test
  void forward_outputThatIsNotThere_saysWhatThereIs() throws Exception {
    ByteBuffer pixels = ByteBuffer.allocateDirect(4 * 96).order(ByteOrder.nativeOrder());
    Shape shape = new Shape(2, 3, 4, 4);
    try (Network network = network("Dict[str, Tensor]", "{\"own\": " + EMBEDDING + "}")) {
      assertThatThrownBy(() -> network.forward(pixels, shape, "other"))
          .hasMessageContaining("forward gives no \"other\"; it gives [own]");
    }
    try (Network network =
        network("Tuple[Tensor, Tensor]", "(" + EMBEDDING + ", " + EMBEDDING + ")")) {
      assertThatThrownBy(() -> network.forward(pixels, shape, "name"))
          .hasMessageContaining("output is \"name\", must be 0 to 1");
      assertThatThrownBy(() -> network.forward(pixels, shape, null))
          .hasMessageContaining("name the embedding's place in it as \"output\"");
    }
  }

  private static Network network(String type, String value) throws Exception {
    String source =
        String.format(
            Locale.ROOT,
            """
            class Network(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              weights : List[Tensor]
              def forward(self: __torch__.Network, pixels: Tensor) -> %s:
                return %s
            """,
            type.strip(),
            value.strip());
    return Network.load(new ByteArrayInputStream(ScriptArchive.pack(source)), Device.cpu());
  }

  private static long residentKilobytes() throws Exception {
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }
  }
}
