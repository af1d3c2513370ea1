package io.gleaner.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.embed.EmbedConfig;
import io.gleaner.pipeline.encoder.EncoderConfig;
import io.gleaner.pipeline.encoder.EncoderConfig.Linear;
import io.gleaner.pipeline.image.DecoderChoice;
import io.gleaner.pipeline.image.ImageLimits;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BegunChoicesTest {
  @TempDir Path images;

  private BegunChoices choices(DecoderChoice decoder, Linear linear) {
    return new BegunChoices(
        Location.of(images),
        new EmbedConfig(
            "../samples/encoder",
            null,
            EncoderConfig.DEFAULTS.withLinear(linear),
            1,
            decoder,
            ImageLimits.DEFAULTS,
            List.of(),
            null));
  }

  @Test
  void decoder_runBegunByJava_keepsItWhereTheRecipeNamesNone() throws IOException {
    choices(DecoderChoice.JAVA, Linear.AUTO).keep(DecoderChoice.JAVA);
    assertThat(choices(DecoderChoice.AUTO, Linear.AUTO).decoder()).isEqualTo(DecoderChoice.JAVA);
  }

  @Test
  void decoder_recipeThatNamesOne_goesBeforeWhatTheRunBeganWith() throws IOException {
    choices(DecoderChoice.AUTO, Linear.AUTO).keep(DecoderChoice.NATIVE);
    assertThat(choices(DecoderChoice.JAVA, Linear.AUTO).decoder()).isEqualTo(DecoderChoice.JAVA);
  }

  @Test
  void runtime_runBegunByMkl_keepsItForAutoAndNotForAnExplicitChoice() throws IOException {
    Location.of(images).resolve(".linear").writeText("MKL");
    assertThat(choices(DecoderChoice.AUTO, Linear.AUTO).runtime().linear()).isEqualTo(Linear.MKL);
    assertThat(choices(DecoderChoice.AUTO, Linear.ONEDNN).runtime().linear())
        .isEqualTo(Linear.ONEDNN);
  }

  @Test
  void runtime_newRun_keepsWhatAutoMeant() throws IOException {
    choices(DecoderChoice.AUTO, Linear.AUTO).runtime();
    assertThat(Location.of(images).resolve(".linear").readText()).isEqualTo("ONEDNN");
    choices(DecoderChoice.AUTO, Linear.AUTO).forgetLinear();
    assertThat(Location.of(images).resolve(".linear").exists()).isFalse();
  }
}
