package io.gleaner.pipeline.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.encoder.checkpoint.UnusableModelException;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.MemoryFileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LocalModelTest {
  private static final String REMOTE = "memory://models";

  @Test
  void of_remoteTorchScript_copiesItWithItsYamlOnce() throws Exception {
    Path folder = Path.of(LocalModelTest.class.getResource("/encoder/torchscript").toURI());
    MemoryFileSystem.putAll(folder, REMOTE + "/script");
    Location model = Location.of(REMOTE + "/script/copies.pt");
    Path local = LocalModel.of(model);
    assertThat(local).hasFileName("copies.pt").hasSameBinaryContentAs(folder.resolve("copies.pt"));
    assertThat(local.resolveSibling("copies.yaml"))
        .hasSameTextualContentAs(folder.resolve("copies.yaml"));
    assertThat(LocalModel.of(model)).isEqualTo(local);
    assertThat(MemoryFileSystem.opened(REMOTE + "/script").values()).containsOnly(1);
    try (Encoder remote = SharedEncoders.acquire(model, EncoderConfig.DEFAULTS);
        Encoder same = Encoders.load(folder.resolve("copies.pt"), EncoderConfig.DEFAULTS)) {
      assertThat(remote.digest()).isEqualTo(same.digest());
    }
  }

  @Test
  void of_localModel_isThePathItself() throws Exception {
    assertThat(LocalModel.of(Location.of("some/model"))).isEqualTo(Path.of("some/model"));
    assertThat(Files.exists(Path.of("some/model"))).isFalse();
  }

  @Test
  void of_remoteModelThatIsNotThere_namesItAndWhatIsAllowed() {
    assertThatThrownBy(() -> LocalModel.of(Location.of(REMOTE + "/none")))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining(REMOTE + "/none: is not there");
  }
}
