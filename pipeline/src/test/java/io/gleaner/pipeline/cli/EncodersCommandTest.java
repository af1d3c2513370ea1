package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.encoder.architecture.Family;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodersCommandTest {
  private static final String SAMPLE = "../samples/encoder";

  @TempDir Path folder;

  private static String printed(int code, String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      assertThat(Gleaner.run(arguments)).isEqualTo(code);
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void encoders_listsEveryFamilyWithItsPooling() {
    String listed = printed(0, "encoders");
    for (Family family : Family.values()) {
      assertThat(listed)
          .containsPattern(
              "(?im)^" + family.type() + " +" + family.auto() + " +\\Q" + family.published());
    }
  }

  @Test
  void check_sampleEncoder_saysWhatItIs() {
    String checked = printed(0, "encoders", "check", SAMPLE, "--device", "cpu", "--linear", "mkl");
    assertThat(checked)
        .containsPattern("family +dinov2\n")
        .containsPattern("network +6 layers of width 192, 8 x 8 patches of 8 pixels")
        .containsPattern("parameters +2,721,600\n")
        .containsPattern("preprocessing +shortest edge to 64, bicubic, centre crop of 64 x 64")
        .containsPattern("pooling +cls\n")
        .containsPattern("embedding +192 components\n")
        .containsPattern("speed +[0-9.]+ images/s: batches of 32");
  }

  @Test
  void check_serving_answersEachLineWithSeconds() {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream("1\n2\n".getBytes(StandardCharsets.UTF_8)));
    try {
      String[] answers =
          printed(0, "encoders", "check", SAMPLE, "--device", "cpu", "--serve").split("\n");
      assertThat(answers).hasSize(2);
      for (String answer : answers) {
        assertThat(Double.parseDouble(answer)).isPositive();
      }
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void check_whatCannotBeUsed_endsAsUnusable() {
    printed(2, "encoders", "check", folder.resolve("nothing").toString());
    printed(2, "encoders", "check", folder.toString());
    printed(2, "encoders", "check", SAMPLE, "--device", "cuda:99");
    printed(2, "encoders", "check", SAMPLE, "--device", "tpu");
    printed(2, "encoders", "check", SAMPLE, "--batch", "0");
    printed(2, "encoders", "check", SAMPLE, "--pooling", "projection");
  }
}
