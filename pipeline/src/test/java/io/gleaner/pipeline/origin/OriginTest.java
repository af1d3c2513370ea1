package io.gleaner.pipeline.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.StringReader;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginTest {
  @ParameterizedTest
  @CsvSource({
    "0.2.0, 0123456789abcdef, false, 0.2.0 (commit 0123456789)",
    "0.2.0, 0123456789abcdef, true, 0.2.0 (commit 0123456789-dirty)",
    "0.2.0, ${git.commit.id}, ${git.dirty}, 0.2.0 (commit unknown)",
    "${project.version}, ${git.commit.id}, true, unknown (commit unknown)"
  })
  void of_propertiesFilledInOrNot_areTheBuildAsFarAsItIsKnown(
      String version, String commit, String dirty, String text) {
    Properties properties = new Properties();
    properties.setProperty("version", version);
    properties.setProperty("commit", commit);
    properties.setProperty("dirty", dirty);
    assertThat(Build.of(properties).text()).isEqualTo(text);
  }

  @Test
  void read_cpuinfo_isTheFirstProcessor() throws Exception {
    String text =
        "processor\t: 0\n"
            + "model name\t: A CPU\n"
            + "flags\t\t: fpu avx2 fma\n\n"
            + "processor\t: 1\n"
            + "model name\t: B\n";
    assertThat(Machine.read(new BufferedReader(new StringReader(text))))
        .containsEntry("model name", "A CPU")
        .containsEntry("flags", "fpu avx2 fma")
        .containsEntry("processor", "0");
  }

  @Test
  void current_thisMachine_isNamed() {
    Machine machine = Machine.current("libjpeg", "ONEDNN");
    assertThat(machine.cpu()).isNotBlank();
    assertThat(machine.libtorch()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(machine.linear()).isEqualTo("onednn");
    assertThat(machine.processors()).isPositive();
  }
}
