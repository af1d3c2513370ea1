package io.gleaner.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.embed.EmbedConfig;
import io.gleaner.pipeline.encoder.EncoderConfig;
import io.gleaner.pipeline.encoder.EncoderConfig.Linear;
import io.gleaner.pipeline.image.DecodedSize;
import io.gleaner.pipeline.image.DecoderChoice;
import io.gleaner.pipeline.image.ImageLimits;
import io.gleaner.pipeline.image.UnavailableDecoderException;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BegunChoicesTest {
  @TempDir Path folder;

  private RunDirectory directory() {
    return new RunDirectory(Location.of(folder));
  }

  private void embedOne() throws IOException {
    directory().images("pool").resolve("part-0.parquet").writeText("a table");
  }

  private BegunChoices choices(DecoderChoice decoder, Linear linear) {
    return choices(decoder, DecodedSize.EXACT, linear);
  }

  private BegunChoices choices(DecoderChoice decoder, DecodedSize size, Linear linear) {
    return new BegunChoices(
        directory(),
        new EmbedConfig(
            "../samples/encoder",
            null,
            EncoderConfig.DEFAULTS.withLinear(linear),
            1,
            decoder,
            size,
            ImageLimits.DEFAULTS,
            List.of(),
            null));
  }

  @Test
  void decoder_runBegunByJava_keepsItWhereTheRecipeNamesNone() throws IOException {
    choices(DecoderChoice.JAVA, Linear.AUTO).keep(DecoderChoice.JAVA);
    embedOne();
    assertThat(choices(DecoderChoice.AUTO, Linear.AUTO).decoder()).isEqualTo(DecoderChoice.JAVA);
    directory().images().deleteAll();
    assertThat(choices(DecoderChoice.AUTO, Linear.AUTO).decoder())
        .as("no image is there that others must agree with")
        .isEqualTo(DecoderChoice.AUTO.settled());
  }

  @Test
  void decoder_recipeThatNamesOne_goesBeforeWhatTheRunBeganWith() throws IOException {
    choices(DecoderChoice.AUTO, Linear.AUTO).keep(DecoderChoice.NATIVE);
    embedOne();
    assertThat(choices(DecoderChoice.JAVA, Linear.AUTO).decoder()).isEqualTo(DecoderChoice.JAVA);
  }

  @Test
  void decoder_scaledByJava_isRefused() {
    assertThatThrownBy(() -> choices(DecoderChoice.JAVA, DecodedSize.SCALED, Linear.AUTO).decoder())
        .isInstanceOf(UnavailableDecoderException.class)
        .hasMessage(
            "decode: scaled is done by the native decoder alone, and images are decoded by ImageIO."
                + " Choose decode: exact");
  }

  @Test
  void runtime_runBegunByMkl_keepsItForAutoAndNotForAnExplicitChoice() throws IOException {
    Location.of(folder).resolve("marks/linear").writeText("MKL");
    assertThat(choices(DecoderChoice.AUTO, Linear.AUTO).runtime().linear()).isEqualTo(Linear.MKL);
    assertThat(choices(DecoderChoice.AUTO, Linear.ONEDNN).runtime().linear())
        .isEqualTo(Linear.ONEDNN);
  }

  @Test
  void runtime_newRun_isKeptWhenImagesAreEmbedded() throws IOException {
    Location file = Location.of(folder).resolve("marks/linear");
    assertThat(choices(DecoderChoice.AUTO, Linear.AUTO).runtime().linear())
        .isEqualTo(Linear.ONEDNN);
    assertThat(file.exists()).as("nothing is written yet").isFalse();
    choices(DecoderChoice.AUTO, Linear.AUTO).keepLinear();
    assertThat(file.readText()).isEqualTo("ONEDNN");
    choices(DecoderChoice.AUTO, Linear.AUTO).forgetLinear();
    assertThat(file.exists()).isFalse();
  }
}
